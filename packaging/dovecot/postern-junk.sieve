# Files what postern has marked as junk into the Junk folder (policy paragraph 13: a councillor's own choice).
# postern takes every X-Postern- field that came from outside away, so nobody else can have put this one there.
# X-Spam-Flag is not looked at: other filters write that one.
require ["fileinto", "mailbox"];

if header :is "X-Postern-Junk" "yes" {
  fileinto :create "Junk";
  stop;
}
