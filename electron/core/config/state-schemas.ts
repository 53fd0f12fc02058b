import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ERROR_COPY } from '../../../shared/errors.ts';
import type { AppErrorCode } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { CapturedMember } from '../formats/restore.ts';
import type { ConfigValue } from '../formats/types.ts';
import type { ChangeRecord } from './history.ts';
import type { ParkedRecord } from './parking.ts';

/** What our own files hold; loaded with the first file that holds anything. */
export const projectSchema = z.string().min(1).max(4096).refine(isAbsolute);

export const wslHomeSchema = z.string().min(1).max(1024);

export const clientIdSchema = z.string().min(1).max(64);

const keyPathSchema = z.array(z.union([z.string(), z.number()]));
const textEditsSchema = z.array(z.object({ start: z.number(), end: z.number(), insert: z.string() }));
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Values and captured text are taken as they are: copying them through a schema would lose odd keys. */
export const parkedSchema = z.object({
  id: z.string(),
  at: z.number(),
  client: z.string(),
  file: z.string(),
  format: z.enum(['json', 'jsonc', 'toml', 'yaml']),
  path: keyPathSchema,
  entry: z.custom<RawEntry>((value) => isObject(value) && 'name' in value && 'location' in value),
  value: z.custom<ConfigValue>((value) => value !== undefined),
  source: z.string(),
  captured: z.custom<CapturedMember>(isObject),
  inverse: textEditsSchema,
  beforeHash: z.string(),
  afterHash: z.string(),
}) satisfies z.ZodType<ParkedRecord>;

const valueSchema = z.object({ value: z.custom<ConfigValue>((value) => value !== undefined) }).nullable();

export const recordSchema = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(['add', 'remove', 'disable', 'enable', 'edit', 'rename', 'copy', 'fix', 'protect', 'undo']),
  title: z.string(),
  refs: z.array(z.string()),
  files: z.array(
    z.object({
      path: z.string(),
      format: z.enum(['json', 'jsonc', 'toml', 'yaml']),
      mode: z.number(),
      beforeHash: z.string().nullable(),
      afterHash: z.string().nullable(),
      deletedText: z.string().nullable(),
      inverse: textEditsSchema,
      touched: z.array(
        z.object({
          path: keyPathSchema,
          before: valueSchema,
          after: valueSchema,
          captured: z.custom<CapturedMember | null>((value) => typeof value === 'object'),
        }),
      ),
    }),
  ),
  modes: z.array(z.object({ path: z.string(), from: z.number(), to: z.number() })).optional(),
  parking: z.array(z.object({ kind: z.enum(['park', 'unpark']), record: parkedSchema })),
  undoes: z.string().nullable(),
  undone: z.boolean(),
  forgotten: z.boolean().optional(),
}) satisfies z.ZodType<ChangeRecord>;

const isCode = (text: unknown): text is AppErrorCode => typeof text === 'string' && text in ERROR_COPY;
const words = z.string().max(600);

/** How the last sign-in at a server failed. */
export const failureSchema = z.object({
  server: z.string().regex(/^[\da-f]{64}$/),
  at: z.number(),
  issuer: z.string().max(2048).nullable(),
  error: z.object({
    code: z.custom<AppErrorCode>(isCode),
    message: words,
    next: words,
    detail: words.exactOptional(),
  }),
});

/** Null: until the person ends it. */
export const pauseSchema = z.object({ until: z.number().int().positive().nullable() });

const STEP_STATES = ['waiting', 'needs-you', 'done', 'skipped', 'failed'] as const;

/** How far a round of sign-ins got. */
export const roundSchema = z.object({
  serverKey: z.string().max(8192),
  at: z.number(),
  steps: z
    .array(
      z.object({
        id: z.string().max(8192),
        state: z.enum(STEP_STATES),
        detail: words.nullable(),
        next: words.nullable(),
      }),
    )
    .max(1000),
});
