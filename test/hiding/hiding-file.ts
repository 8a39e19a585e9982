/** A file with something in it that its reader does not see, or that is not what it says it is. */
export interface HidingFile {
  readonly name: string;
  readonly contentType: string;
  readonly build: (text: string) => Buffer;
}
