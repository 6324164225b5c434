"""Applications: form, facts, materials, decision, receipt, the officer's desk."""
