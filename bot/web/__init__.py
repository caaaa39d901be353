"""The sealed page: what chat may not carry, over HTTP, on the same services as chat.

Rendered on the server, without JavaScript and without third parties. A route parses, makes one service
call and renders one answer; who may do what is decided by the services.
"""
