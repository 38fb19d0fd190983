// Control socket.
