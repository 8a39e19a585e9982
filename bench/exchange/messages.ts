/** What the processes of the bench tell each other. */

/** Certificate and key as one PEM text, and the authority of the others. */
export interface Credentials {
  readonly pem: string;
  readonly authority: string;
}

/** What a process that stands where the gateway stands is told. */
export interface PassSettings {
  readonly kind: 'express' | 'node' | 'sink';
  /** What it shows to whoever asks. */
  readonly server: Credentials;
  /** What it shows to the recipient. */
  readonly client: Credentials;
  /** Where it passes everything on to; nowhere for the recipient itself. */
  readonly recipient: string;
}

/** One request that is ready to go. */
export interface ReadyRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A system that asks. */
export interface LoadRequester {
  readonly clientId: string;
  readonly certificateFile: string;
  readonly signingKeyFile: string;
}

/** A child whom a message is about. */
export interface LoadChild {
  readonly nhsNumber: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly motherNhsNumber: string;
}

/** What the process that makes the load is told first. */
export interface LoadSettings {
  readonly gateway: string;
  readonly audience: string;
  readonly authorityFile: string;
  readonly requesters: readonly LoadRequester[];
  readonly children: readonly LoadChild[];
  /** Bytes of a message, about. */
  readonly size: number;
}

/** What it is then asked for. */
export interface LoadOrder {
  readonly target: string;
  readonly connections: number;
  readonly requests: number;
  /** Requests a second, whatever is still under way; as many as will go, where absent. */
  readonly rate: number | null;
}

/** What came of it. */
export interface LoadResult {
  readonly seconds: number;
  readonly answered: number;
  /** Answers that are not 200 or 202, and requests that got none, by status or fault. */
  readonly errors: Readonly<Record<string, number>>;
  /** Milliseconds, in order. */
  readonly latencies: readonly number[];
}
