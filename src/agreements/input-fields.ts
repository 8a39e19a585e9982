import { z } from 'zod';
import { departments, roles } from '../vocabulary/index.ts';

/** A calendar day in London, YYYY-MM-DD. */
export const dateField = z.iso.date('A date is written YYYY-MM-DD.');

/** An instant with its offset, read as a Date. */
export const instantField = z
  .union([z.date(), z.iso.datetime({ offset: true })], 'An instant is written 2027-01-31T09:00:00Z.')
  .transform((value) => new Date(value));

/** A telephone number of an office, in any usual spelling. */
export const phoneField = z.string().regex(/^[+0-9][0-9 ()-]{5,30}$/, 'This is no telephone number.');

/** A name of 1 to 200 characters on one line. */
export const nameField = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,200}$/u, 'A name has 1 to 200 characters on one line.');

/** Why somebody is suspended or an agreement ends; goes into the ledger, so never about a person. */
export const reasonField = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,500}$/u, 'Give a reason of 1 to 500 characters on one line.');

/** A list in which nothing stands twice. */
export function setOf<Element extends z.ZodType>(element: Element): z.ZodArray<Element> {
  return z.array(element).refine((list) => new Set(list).size === list.length, {
    message: 'Something stands twice in this list.',
    params: { rule: 'duplicate' },
  });
}

export const departmentsField = setOf(z.enum(departments));
export const rolesField = setOf(z.enum(roles)).min(1);
