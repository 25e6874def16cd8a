-- Who may see that a paper was filed sees the contract it became.
CALL kezhuan_protect('contract_paper', 'contract_id');
