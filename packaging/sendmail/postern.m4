dnl postern as a filter of Sendmail. In sendmail.mc, just above the first MAILER line:
dnl
dnl   define(`POSTERN_SOCKET', `unix:/run/postern/postern.sock')dnl     only where milter.socket of postern.yaml is another
dnl   include(`/usr/share/doc/postern/sendmail/postern.m4')dnl
dnl
dnl It belongs below the INPUT_MAIL_FILTER lines of filters that write Authentication-Results, and below every line that
dnl defines a list of confMILTER_MACROS.
divert(-1)
ifdef(`POSTERN_SOCKET', , `define(`POSTERN_SOCKET', `unix:/run/postern/postern.sock')')

dnl F=T: while posternd is away, mail is put off with 451. Without it, restricted mail would pass meanwhile.
dnl T=: how long to wait for a connection, to send, for an answer, and for all that happens at the end of a message.
INPUT_MAIL_FILTER(`postern', `S='POSTERN_SOCKET`, F=T, T=C:30s;S:30s;R:30s;E:5m')

dnl What posternd must be told. It asks for these itself; they stand here for a libmilter that cannot ask. Sendmail's own
dnl lists have them; one that another filter's manual made shorter may not.
dnl   {daemon_name}   the door by which a message came in: at one whose name begins with MSP, where programs of this
dnl                   host submit, postern keeps instead of refusing; a refusal would become a bounce
dnl   {auth_authen}   a user logged in (match.exempt_authenticated)
dnl   {mail_mailer}   it came by SMTP: without this, posternd takes it that a program of this host wrote, and refuses
dnl                   nothing to it
dnl   {rcpt_mailer}   a recipient whom Sendmail itself is about to refuse
define(`_POSTERN_TELL_', `ifelse(index(defn(`$1'), `$2'), `-1', `define(`$1', defn(`$1')`, $2')')')
_POSTERN_TELL_(`confMILTER_MACROS_CONNECT', `{daemon_name}')
_POSTERN_TELL_(`confMILTER_MACROS_ENVFROM', `{auth_authen}')
_POSTERN_TELL_(`confMILTER_MACROS_ENVFROM', `{mail_mailer}')
_POSTERN_TELL_(`confMILTER_MACROS_ENVRCPT', `{rcpt_mailer}')
divert(0)dnl
