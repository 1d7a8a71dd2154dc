import { Braces, Clapperboard, MessageSquareText, TextCursorInput } from 'lucide-react';
import type { RadioCard } from '../ui/radio-cards';
import { useCaseNames, useCases, type UseCase } from '@/lib/orgs/model';

const looks: Record<UseCase, { description: string; icon: RadioCard['icon'] }> = {
  'text-generation': {
    description: 'Write, summarize and extract with language models.',
    icon: <TextCursorInput size={16} aria-hidden />,
  },
  'video-creation': {
    description: 'Make clips from prompts and pictures.',
    icon: <Clapperboard size={16} aria-hidden />,
  },
  'chat-integration': {
    description: 'Put an assistant into a product or a team chat.',
    icon: <MessageSquareText size={16} aria-hidden />,
  },
  'api-access': {
    description: 'Everything behind one key, to build on as you like.',
    icon: <Braces size={16} aria-hidden />,
  },
};

/** The use cases as radio cards. For pages to pass on: the names live beside what only the server loads. */
export const useCaseCards: readonly RadioCard[] = useCases.map((value) => ({
  value,
  label: useCaseNames[value],
  ...looks[value],
}));
