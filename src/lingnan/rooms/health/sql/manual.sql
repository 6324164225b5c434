-- A manual colour stands by an order that two officers gave for the same person.
ALTER TABLE health_colourchange ADD CONSTRAINT colour_change_by_own_order
    FOREIGN KEY (manual, subject_key) REFERENCES health_manualcolour ("order", subject_key);
