-- The request id of an instruction follows from its number. A second unique index said nothing that the primary key does not, and
-- made one of two first sendings at the same moment fail: ON CONFLICT forgives a conflict in the index it names and in no other.
ALTER TABLE bank_instruction DROP CONSTRAINT bank_instruction_request_key;
CREATE INDEX bank_instruction_request ON bank_instruction (bank, request_id);
