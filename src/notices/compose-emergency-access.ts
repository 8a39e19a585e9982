/** What the safe contact reads of an emergency access. It says what was opened and never what stood there. */
export function composeEmergencyAccess({ by }: { readonly by: string }): string {
  return `Emergency staff at ${by} opened a small part of the record, because they believed that somebody’s life or health was in danger. They could see if a council protects or looks after the child, whom to phone there, and allergies. They could not see an address. An officer will check that this was right. You can ask us about it at any time.`;
}
