"""Nucleic acid tests: ordered by the person, sampled at a site, examined by a laboratory, certified."""
