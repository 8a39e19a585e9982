/** Something in a form that cannot be taken: the field, and the sentence that says why. */
export interface FormProblem {
  readonly href: string;
  readonly key: string;
}
