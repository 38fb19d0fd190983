-- What the scripts share: one step of a session each, with the reply that it must have.

-- `actions` nil: all of them. miltertest's manual has the last two the other way round.
function negotiate(conn, actions)
  return mt.negotiate(conn, nil, nil, actions)
end

function new_session()
  local conn = mt.connect(SOCKET)
  if conn == nil then error("no connection to " .. SOCKET) end
  return conn
end

function greet(conn)
  must(negotiate(conn, nil), "negotiation")
  must(mt.macro(conn, SMFIC_CONNECT, "v", "Postfix 3.7.11"), "macro")
  must(mt.conninfo(conn, "client.test", "192.0.2.7"), "conninfo")
  must(mt.helo(conn, "client.test"), "helo")
  return conn
end

function must(failed, what)
  if failed ~= nil then error(what .. ": " .. failed, 2) end
end

function replied(conn, wanted, what)
  local got = mt.getreply(conn)
  if got ~= wanted then
    error(what .. ": replied " .. string.char(got) .. ", not " .. string.char(wanted), 2)
  end
end

function mail(conn, sender)
  must(mt.macro(conn, SMFIC_MAIL, "{mail_mailer}", "smtp"), "macro")
  must(mt.mailfrom(conn, "<" .. sender .. ">"), "mailfrom")
end

function rcpt(conn, recipient, wanted)
  must(mt.rcptto(conn, "<" .. recipient .. ">"), "rcptto")
  replied(conn, wanted or SMFIR_CONTINUE, "RCPT " .. recipient)
end

function header_from(conn, author)
  must(mt.header(conn, "From", author), "header")
  must(mt.header(conn, "Subject", "Test"), "header")
end

function eoh(conn, wanted)
  must(mt.eoh(conn), "eoh")
  replied(conn, wanted or SMFIR_CONTINUE, "end of header")
end

function body(conn, wanted)
  must(mt.bodystring(conn, "Hello\r\n"), "body")
  replied(conn, wanted, "body")
end

function eom(conn, wanted)
  must(mt.eom(conn), "eom")
  replied(conn, wanted or SMFIR_CONTINUE, "end of message")
end

-- A message of Alex to tax@york.gov.uk: everything that a forward is, and nothing that it is not.
function forwarded(conn)
  mail(conn, "alex@example.org")
  rcpt(conn, "tax@york.gov.uk")
  header_from(conn, "alex@example.org")
  eoh(conn)
  eom(conn)
  if not mt.eom_check(conn, MT_RCPTADD, "<m.manager@york.gov.uk>") then error("the manager was not added", 2) end
  if not mt.eom_check(conn, MT_RCPTDELETE, "<tax@york.gov.uk>") then error("the recipient was not taken off", 2) end
  if not mt.eom_check(conn, MT_HDRINSERT, "X-Postern-Action") then error("the copy does not say what it is", 2) end
  if mt.eom_check(conn, MT_HDRINSERT, "X-Spam-Flag") then error("marked as junk", 2) end
end

-- A stranger's message is let go at the end of its header.
function let_go(conn)
  mail(conn, "other@example.com")
  rcpt(conn, "tax@york.gov.uk")
  header_from(conn, "other@example.com")
  eoh(conn, SMFIR_ACCEPT)
end

-- The script came to its end: the runner looks for it.
function done()
  mt.echo("done")
end
