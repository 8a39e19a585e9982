/** What a developer must know before the first request; the contract's description. */
export const openApiIntroduction = `Assent passes information about children between hospitals, schools and councils. For every part of a message it works out who may decide for the child today, what the family chose, what the law asks and what the recipient needs, and it writes the decision down before anything leaves.

A system connects with its registered certificate (mutual TLS) and an access token that is bound to that certificate. A practitioner is named by a JWT that their organisation signs, never by a field of the body.

Every refusal is \`application/problem+json\` with a stable \`code\`. “No such person”, “you may not know” and “nothing may be shared” look the same. Every answer carries \`Assent-Exchange-Id\`.

Bodies are JSON in UTF-8, at most 5 MB, never compressed. Duplicate members, more than 64 levels, NUL, half characters and numbers that cannot be kept exactly are refused.`;
