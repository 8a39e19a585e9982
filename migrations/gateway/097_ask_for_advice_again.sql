-- Only what is sent is taken once under one message id: advice may be asked for again, and is decided afresh each time. Advice
-- has a key of its own, so that asking under a key does not use it up for the sending.
update exchange.exchanges set idempotency_key = 'ADVICE ' || exchange_id where kind = 'ADVICE';
alter table exchange.exchanges drop constraint exchanges_system_id_kind_message_id_key;
create unique index exchanges_once_by_message_id on exchange.exchanges (system_id, kind, message_id) where kind <> 'ADVICE';
