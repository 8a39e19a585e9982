import type { DisclosureFilter } from '../../exchange/index.ts';
import type { SentForm } from '../../pages/index.ts';
import { plainGroups } from '../../vocabulary/index.ts';

/** What a list of disclosures is narrowed by, as its address says it. */
export interface ReadFilter {
  readonly filter: DisclosureFilter;
  /** The number of the group, or empty. */
  readonly group: string;
  readonly place: string;
  /** The same once more, for the addresses of other pages and files: `?…`, or empty. */
  readonly query: string;
}

/** Reads what a list is narrowed by; what cannot be read does not narrow. */
export function readFilter(query: SentForm): ReadFilter {
  const sent = query.first('group');
  const named = plainGroups.find((_, position) => String(position) === sent);
  const place = query.first('place').trim().slice(0, 100);
  const parameters = new URLSearchParams({
    ...(named === undefined ? {} : { group: sent }),
    ...(place === '' ? {} : { place }),
  });
  return {
    filter: {
      ...(named === undefined ? {} : { group: named }),
      ...(place === '' ? {} : { place }),
    },
    group: named === undefined ? '' : sent,
    place,
    query: parameters.size === 0 ? '' : `?${parameters.toString()}`,
  };
}
