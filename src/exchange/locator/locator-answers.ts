/** A service that whoever asked may know of. */
export interface PointerAnswer {
  /** Of the record of its own that it stands in. */
  readonly exchangeId: string;
  readonly organisation: string;
  readonly role?: string;
  readonly phone?: string;
}

/** Who is involved, as far as whoever asked may know: nobody else is counted or hinted at. */
export interface LocatorAnswer {
  readonly services: readonly PointerAnswer[];
  /** For each organisation the very bytes that were written down, and what proves it. */
  readonly records: readonly {
    readonly exchangeId: string;
    /** Base64. */
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  }[];
  /** Always the same, whatever is or is not there. */
  readonly footer: string;
}

/** The answer, and what is told once it has gone out. */
export interface LocatedServices {
  readonly answer: LocatorAnswer;
  readonly settle: (arrived: boolean) => void;
}
