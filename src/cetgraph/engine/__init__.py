"""Queries answered in processes that can be ended.

    server process (threads)                 zygote (no thread; holds the graph)
      pool.py: who may run, and how long       zygote.py: forks, stops, continues and ends workers
      link.py: one end of each pipe            worker.py + evaluate.py: one query after another
                                               confinement.py: no network, bounded memory and time

The embedded engine has no time limit and cannot be stopped from a thread, but a process can: by its kernel timer, or
from outside. Forking from one process that has loaded the graph shares its memory, and takes milliseconds. A store on
disk each process opens for itself.

    writer.py: a process for each change of such a store; versions.py: puts it in place; difference.py: what it did
"""
