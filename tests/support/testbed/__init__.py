"""What the tests that need programs and servers share: a private Postfix, a recording SMTP server, posternd and the
command line, each in a folder of its own and on loopback ports that it chooses."""
