-- Two messages on one connection leak nothing into each other, whoever comes first (faults.md M6).
dofile(FOLDER .. "/mta.lua")
local conn = greet(new_session())
forwarded(conn)
let_go(conn)
forwarded(conn)

-- Junk, then a forward: neither has the other's header fields.
mail(conn, "junked@example.net")
rcpt(conn, "parks@york.gov.uk")
header_from(conn, "junked@example.net")
eoh(conn)
eom(conn)
if not mt.eom_check(conn, MT_HDRINSERT, "X-Spam-Flag", " YES", 0) then error("not marked as junk on top") end
if mt.eom_check(conn, MT_RCPTADD, "<m.manager@york.gov.uk>") then error("junk went to the manager") end
if mt.eom_check(conn, MT_RCPTDELETE, "<parks@york.gov.uk>") then error("junk lost its recipient") end
if mt.eom_check(conn, MT_RCPTDELETE, "<tax@york.gov.uk>") then error("junk lost the recipient of another message") end
if mt.eom_check(conn, MT_HDRINSERT, "X-Postern-Action") then error("junk says it was forwarded") end
mt.disconnect(conn)

-- The stranger first, on a connection of its own.
conn = greet(new_session())
let_go(conn)
forwarded(conn)
let_go(conn)
mt.disconnect(conn)
done()
