import { z } from 'zod';

/** RFC 9728 section 2, the members we use. */
export const protectedResourceSchema = z.object({
  resource: z.string().min(1).max(4096),
  authorization_servers: z.array(z.string().max(4096)).max(20).optional(),
  scopes_supported: z.array(z.string()).max(500).optional(),
});
export type ProtectedResource = z.infer<typeof protectedResourceSchema>;

const strings = z.array(z.string()).max(500).optional();

/** RFC 8414 section 2 and OpenID Connect Discovery section 3, the members we use. */
export const issuerMetadataSchema = z.object({
  issuer: z.string(),
  /** Absent where only device or client-credentials grants exist (RFC 8414 section 2). */
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string(),
  registration_endpoint: z.string().optional(),
  revocation_endpoint: z.string().optional(),
  device_authorization_endpoint: z.string().optional(),
  scopes_supported: strings,
  grant_types_supported: strings,
  token_endpoint_auth_methods_supported: strings,
  code_challenge_methods_supported: strings,
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  client_id_metadata_document_supported: z.boolean().optional(),
});
export type IssuerMetadata = z.infer<typeof issuerMetadataSchema>;

/** Everything a sign-in needs to know about a server; all endpoints are safe addresses. */
export interface Discovery {
  /** As given on the command line or in the file, canonical. */
  readonly server: string;
  /** Value of the `resource` parameter: the metadata's own text, else the server's address. */
  readonly resource: string;
  readonly issuer: string;
  /** All that the server names; empty when its origin is taken for the issuer. */
  readonly announcedIssuers: readonly string[];
  readonly metadata: IssuerMetadata;
  /** False when the 2025-03-26 default endpoints are used because no document exists. */
  readonly documented: boolean;
  readonly challengeScope: string | null;
  readonly resourceScopes: readonly string[] | undefined;
}
