/** The first line of a backup. */
export interface DumpHeader {
  readonly format: 'assent.backup/1';
  /** Which of the two databases it is of. */
  readonly database: DumpedDatabase;
  /** The migrations that had run: it is loaded into a database of exactly these. */
  readonly migrations: readonly string[];
  /** When its one snapshot was taken, by the database's clock; ISO 8601. */
  readonly at: string;
}

/** The two databases, which are backed up apart: a backup of the first is unreadable without the second. */
export type DumpedDatabase = 'gateway' | 'keystore';

/** The line before the rows of a table. */
export interface DumpedTable {
  /** Quoted where it must be, with its schema. */
  readonly table: string;
}

/** The last line: without it the file was cut short. */
export interface DumpEnd {
  readonly end: true;
  readonly rows: number;
  /** SHA-256 over every line before this one, each with its newline; hexadecimal. */
  readonly sha256: string;
}

/**
 * The tables that are ours, whatever room they belong to. The job queue's are left out: jobs are planned anew from the deliveries
 * that wait, and what recurs comes with the process. Partitions come with the table that they are of.
 */
export const listTablesSql = `
  select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and not c.relispartition
     and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'migrations')
     and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
   order by 1`;
