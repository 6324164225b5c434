"""Shows and scans codes for a province, from memory: no Django, no query per request.

A gate holds a snapshot of keys, statuses and denials that follows the database. Cut off from it, a gate goes on and
says how old its knowledge is. Each scan is on disk before it is answered.
"""
