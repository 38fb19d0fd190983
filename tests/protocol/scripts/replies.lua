-- The reply of each stage, to each treatment.
dofile(FOLDER .. "/mta.lua")
local conn = greet(new_session())
local refusal = "Please write to m.manager@york.gov.uk only."

-- Refused at RCPT by the envelope alone; the permitted contact beside it is not.
mail(conn, "rejected@example.net")
rcpt(conn, "tax@york.gov.uk", SMFIR_REPLYCODE)
rcpt(conn, "housing@york.gov.uk")
header_from(conn, "rejected@example.net")
eoh(conn)
eom(conn)
if mt.eom_check(conn, MT_RCPTDELETE, "<housing@york.gov.uk>") then error("the permitted contact would not get it") end

-- Refused at the end of the message by the header.
mail(conn, "other@example.com")
rcpt(conn, "tax@york.gov.uk")
header_from(conn, "rejected@example.net")
eoh(conn)
body(conn, SMFIR_SKIP)
eom(conn, SMFIR_REPLYCODE)
if not mt.eom_check(conn, MT_SMTPREPLY, "550", "5.7.1", refusal) then error("another reply") end

-- Kept: taken, and delivered to nobody.
mail(conn, "quarantined@example.net")
rcpt(conn, "tax@york.gov.uk")
header_from(conn, "quarantined@example.net")
eoh(conn)
body(conn, SMFIR_CONTINUE)
eom(conn, SMFIR_DISCARD)
if mt.eom_check(conn, MT_RCPTDELETE, "<tax@york.gov.uk>") then error("the last recipient was taken off") end

-- Kept for one of two.
mail(conn, "quarantined@example.net")
rcpt(conn, "tax@york.gov.uk")
rcpt(conn, "foi@york.gov.uk")
header_from(conn, "quarantined@example.net")
eoh(conn)
body(conn, SMFIR_CONTINUE)
eom(conn)
if not mt.eom_check(conn, MT_RCPTDELETE, "<tax@york.gov.uk>") then error("the kept recipient would get it") end
if mt.eom_check(conn, MT_RCPTDELETE, "<foi@york.gov.uk>") then error("the protected recipient would not get it") end

-- A forward in place needs no body.
mail(conn, "alex@example.org")
rcpt(conn, "tax@york.gov.uk")
header_from(conn, "alex@example.org")
eoh(conn)
body(conn, SMFIR_SKIP)
eom(conn)
mt.disconnect(conn)
done()
