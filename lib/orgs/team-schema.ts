import * as z from 'zod';
import { idOf, lineOf, listOf, optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { isPlainLine } from '@/lib/kernel/plain-line';
import {
  archivedKeyChoices,
  maxCostCentreLength,
  maxTagKeyLength,
  maxTags,
  maxTagValueLength,
  maxTeamNameLength,
  type Tag,
} from './model';

const name = lineOf('a name for the team', maxTeamNameLength);

/** Empty means none. */
const costCentre = z
  .string('Enter a cost centre.')
  .trim()
  .max(maxCostCentreLength, `Use at most ${maxCostCentreLength} characters.`)
  .refine(
    (text) => text === '' || isPlainLine(text),
    'Use letters, digits, spaces and signs on one line.',
  )
  .transform((text) => (text === '' ? null : text));

const tag = z.object({
  key: z
    .string('Enter a key.')
    .trim()
    .toLowerCase()
    .min(1, { error: 'Give each tag a key.', abort: true })
    .max(maxTagKeyLength, `Use at most ${maxTagKeyLength} characters for a key.`)
    .regex(/^[a-z0-9_.-]+$/, 'Write keys with letters, digits, “_”, “.” and “-”.'),
  value: lineOf('a value for each tag', maxTagValueLength),
});

/** `env=production`, as forms send it, or `{ key, value }`; a key has no `=`, so the first one parts them. */
function tagOf(entry: unknown): unknown {
  if (typeof entry !== 'string') return entry;
  const [key = '', ...value] = entry.split('=');
  return { key, value: value.join('=') };
}

/** A list, or an object of texts. Empty entries, which forms send to say "none", are dropped. By key, each once. */
const tags = z.preprocess(
  (value) => {
    if (Array.isArray(value)) return value.filter((entry) => entry !== '').map(tagOf);
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value).map(([key, text]) => ({ key, value: text as unknown }));
  },
  z
    .array(tag, 'Enter tags as keys and values.')
    .max(maxTags, `Use at most ${maxTags} tags.`)
    .refine(
      (list) => new Set(list.map(({ key }) => key)).size === list.length,
      'Use each key once.',
    )
    .transform((list): Tag[] => list.toSorted((a, b) => (a.key < b.key ? -1 : 1))),
);

export const createTeamSchema = z.object({
  name,
  costCentre: costCentre.nullish().transform((text) => text ?? null),
  tags: tags.optional().transform((list): Tag[] => list ?? []),
});
export type CreateTeamInput = { name: string; costCentre?: string | null; tags?: readonly Tag[] };

/** A field that is left out stays as it is; an empty one is taken away. */
export const updateTeamSchema = z.object({
  teamId: idOf('a team'),
  name: optionalField(name),
  costCentre: costCentre.nullish(),
  tags: tags.optional(),
});
export type UpdateTeamInput = z.output<typeof updateTeamSchema>;

export const teamIdSchema = z.object({ teamId: idOf('a team') });
export type TeamIdInput = z.output<typeof teamIdSchema>;

const keyChoice = {
  teamId: idOf('a team'),
  /** What becomes of its keys; needs no answer where it has none. */
  keys: optionalField(z.enum(archivedKeyChoices, 'Choose what happens to the keys.')),
  /** The live team to which they move. */
  moveToTeamId: optionalField(idOf('a team')),
};

export const previewArchiveTeamSchema = z.object(keyChoice);
export type PreviewArchiveTeamInput = z.output<typeof previewArchiveTeamSchema>;

export const archiveTeamSchema = z.object({
  ...keyChoice,
  /** The keys that whoever decides was shown: nothing happens to a key that was not named to them. */
  keyIds: optionalField(listOf(idOf('a key'), 1_000, 'Choose keys from the list.')).transform(
    (ids) => ids ?? [],
  ),
});
export type ArchiveTeamInput = z.output<typeof archiveTeamSchema>;

export const maxAddedAtOnce = 100;

export const addTeamMembersSchema = z.object({
  teamId: idOf('a team'),
  userIds: listOf(idOf('a member'), maxAddedAtOnce, 'Choose members from the list.').refine(
    (ids) => ids.length > 0,
    'Choose at least one member.',
  ),
});
export type AddTeamMembersInput = z.output<typeof addTeamMembersSchema>;

export const teamMemberSchema = z.object({ teamId: idOf('a team'), userId: idOf('a member') });
export type TeamMemberInput = z.output<typeof teamMemberSchema>;

export const teamSorts = ['name', 'cost-centre', 'created'] as const;
export type TeamSort = (typeof teamSorts)[number];

export const teamStates = ['live', 'archived'] as const;
export type TeamState = (typeof teamStates)[number];

export const searchTeamsSchema = z
  .object({
    /** Part of a name, a cost centre or a tag (`env=prod`). */
    search: searchField,
    state: optionalField(z.enum(teamStates, 'Choose a state from the list.')).transform(
      (state): TeamState => state ?? 'live',
    ),
    sort: optionalField(z.enum(teamSorts, 'Choose an order from the list.')).transform(
      (sort) => sort ?? 'name',
    ),
    direction: optionalField(z.enum(['asc', 'desc'], 'Choose a direction.')),
    ...pageFields,
  })
  .transform((input) => ({
    ...input,
    direction: input.direction ?? (input.sort === 'created' ? ('desc' as const) : ('asc' as const)),
  }));
export type SearchTeamsInput = z.output<typeof searchTeamsSchema>;

export const listTeamMembersSchema = z.object({
  teamId: idOf('a team'),
  search: searchField,
  ...pageFields,
});
export type ListTeamMembersInput = z.output<typeof listTeamMembersSchema>;

export const findTeamCandidatesSchema = z.object({ teamId: idOf('a team'), search: searchField });
export type FindTeamCandidatesInput = z.output<typeof findTeamCandidatesSchema>;
