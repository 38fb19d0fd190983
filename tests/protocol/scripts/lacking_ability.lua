-- An MTA that lacks an ability which postern needs is refused at the negotiation; one that lacks any other is served
-- (faults.md M7).
dofile(FOLDER .. "/mta.lua")
local add_header, change_body, add_recipient, delete_recipient = 0x01, 0x02, 0x04, 0x08
local change_header, quarantine, change_sender = 0x10, 0x20, 0x40
local all = 0x1ff

for _, lacking in ipairs({add_header, add_recipient, delete_recipient, change_header, change_sender}) do
  local conn = new_session()
  if negotiate(conn, all - lacking) == nil then error("served without ability " .. lacking) end
  mt.disconnect(conn, false)
end
for _, lacking in ipairs({change_body, quarantine, 0x80, 0x100}) do
  local conn = new_session()
  must(negotiate(conn, all - lacking), "negotiation without ability " .. lacking)
  must(mt.conninfo(conn, "client.test", "192.0.2.7"), "conninfo")
  forwarded(conn)
  let_go(conn)
  mt.disconnect(conn)
end
done()
