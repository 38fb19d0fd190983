-- Fields that only postern may write are taken off every message that brings them, all copies of them (faults.md M9).
dofile(FOLDER .. "/mta.lua")
local conn = greet(new_session())
local names = {"X-Postern-Action", "x-postern-action", "X-POSTERN-ACTION", "X-Postern-Pass", "x-Postern-pass",
               "X-Postern-Junk", "X-postern-JUNK", "X-Postern-Anything"}
for _, sender in ipairs({"other@example.com", "alex@example.org", "junked@example.net"}) do
  mail(conn, sender)
  rcpt(conn, "tax@york.gov.uk")
  for _, name in ipairs(names) do must(mt.header(conn, name, "forged"), "header") end
  header_from(conn, sender)
  eoh(conn)
  eom(conn)
  for _, name in ipairs(names) do
    if not mt.eom_check(conn, MT_HDRDELETE, name) then error(name .. " stayed on a message of " .. sender) end
  end
  if mt.eom_check(conn, MT_HDRDELETE, "From") then error("a field of the message was taken off") end
end
mt.disconnect(conn)
done()
