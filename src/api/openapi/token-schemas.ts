import { z } from 'zod';

/** What the token endpoint takes and gives, as the standards write it. It has checks of its own; these only describe. */
export const publishedTokens = {
  TokenRequest: z
    .strictObject({
      grant_type: z.literal('client_credentials'),
      client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
      client_assertion: z.string().meta({
        description:
          '`iss` = `sub` = your client id, `aud` = the issuer, `exp` at most 5 minutes ahead, a new `jti`.',
      }),
      scope: z.string().meta({ description: 'Scopes separated by spaces.' }),
    })
    .meta({ description: 'RFC 7523 §2.2, as a form.' }),
  TokenAnswer: z
    .looseObject({
      access_token: z.string(),
      token_type: z.literal('Bearer'),
      expires_in: z.int().meta({ description: 'Seconds.' }),
      scope: z.string().exactOptional(),
    })
    .meta({ description: 'RFC 6749 §5.1.' }),
  TokenProblem: z
    .looseObject({ error: z.string(), error_description: z.string().exactOptional() })
    .meta({ description: 'RFC 6749 §5.2. An unknown system and a wrong key look the same.' }),
} as const;
