-- The rulebook and the number blocks are the same for all tenants: the service writes them, nobody else.
CALL kezhuan_protect_shared('number_block');
CALL kezhuan_protect_shared('rule_package');
CALL kezhuan_protect_shared('rule_entry');
CALL kezhuan_protect_shared('rule_epoch');
