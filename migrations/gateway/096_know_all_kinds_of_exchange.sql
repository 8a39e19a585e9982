-- Every kind of exchange: a message, advice, the event of a choice taken back, and what a judgement lets go later.
alter table exchange.exchanges drop constraint exchanges_kind_check;
alter table exchange.exchanges add constraint exchanges_kind_check check (kind in ('PUSH', 'ADVICE', 'EVENT', 'SUPPLEMENT'));
