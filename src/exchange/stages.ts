/** The seven stages, in the order that every exchange walks them. README tells the same list; a test keeps them equal. */
export const stages = ['receive', 'identify', 'resolve', 'decide', 'redact', 'record', 'deliver'] as const;

/** One of the seven. */
export type Stage = (typeof stages)[number];
