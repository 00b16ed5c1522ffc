"""A neutral outline of a source file (functions, calls, assignments) and what SignalR clients look like in it.

The readers of Python, Java, Kotlin, Swift, Dart and Go each turn their syntax into this one shape; contexts of calls,
chains of builders and handlers are then worked out once for all of them.
"""
