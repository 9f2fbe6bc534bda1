"""The graph kept by another SPARQL 1.1 server, for those whose graph outgrows one machine.

    address.py   where the server is, and what it is told of us
    client.py    HTTP: bounded in time and size, ended from outside
    answers.py   what servers send, read with suspicion
    server.py    what is asked of the server: which graphs are ours, and whether they have changed
    engine.py    queries of others, answered by the server
    store.py     what pages look up, in few round trips
    holdings.py  whole graphs, for downloads
    load.py      graphs written to the server

A server's default graph may be empty, or count a triple once for each graph that makes it, or hold graphs of its own.
So `load` writes the union of all graphs into one more graph, and queries that name no dataset are asked about that one.
"""
