-- Who let an offer pass is read off the ledger.
ALTER TABLE conversation DROP COLUMN passed_by;
