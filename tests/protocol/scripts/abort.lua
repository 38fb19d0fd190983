-- A message broken off at any stage leaves nothing to the next one on the connection (faults.md M6).
dofile(FOLDER .. "/mta.lua")
local conn = greet(new_session())
local stages = {
  function() mail(conn, "quarantined@example.net") end,
  function() rcpt(conn, "tax@york.gov.uk") end,
  function() header_from(conn, "quarantined@example.net") end,
  function() eoh(conn) end,
  function() body(conn, SMFIR_CONTINUE) end,
}
for last = 1, #stages do
  for stage = 1, last do stages[stage]() end
  must(mt.abort(conn), "abort")
  let_go(conn)
  for stage = 1, last do stages[stage]() end
  must(mt.abort(conn), "abort")
  forwarded(conn)
end
mt.disconnect(conn)

-- And broken off with the connection.
for last = 1, #stages do
  conn = greet(new_session())
  for stage = 1, last do stages[stage]() end
  mt.disconnect(conn, false)
end
conn = greet(new_session())
forwarded(conn)
mt.disconnect(conn)
done()
