"""Modelling: one hazard of leaving, learnt from frames and given back as dataclasses.

A hazard is the probability that an employee who is present at the start of a month leaves within that
month. Every figure about leaving is computed from it. Nothing here knows the web or the database.
"""
