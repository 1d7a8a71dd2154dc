import type { UseCase } from '@/lib/orgs/model';

export type OverviewSection = 'quick-start' | 'models';

type Plan = {
  /** Services in the order of interest; others follow as the catalogue has them. */
  services: readonly string[];
  sections: readonly [OverviewSection, OverviewSection];
  /** What the first call asks. Plain letters only: it stands inside quotation marks of three languages. */
  prompt: string;
};

const plans: Record<UseCase, Plan> = {
  'text-generation': {
    services: ['text'],
    sections: ['quick-start', 'models'],
    prompt: 'Write one sentence about a lighthouse.',
  },
  'video-creation': {
    services: ['video', 'image', 'music', 'speech'],
    sections: ['models', 'quick-start'],
    prompt: 'Describe a ten second clip of a lighthouse at dawn.',
  },
  'chat-integration': {
    services: ['text', 'speech', 'voice-clone'],
    sections: ['quick-start', 'models'],
    prompt: 'Greet a customer who opens our chat for the first time.',
  },
  'api-access': {
    services: [],
    sections: ['models', 'quick-start'],
    prompt: 'Say hello in one short sentence.',
  },
};

/** How a use case orders the overview. It restricts nothing. */
export const planOf = (useCase: UseCase): Plan => plans[useCase];

/** The catalogue's models with those of the use case's services first. */
export function orderModels<T extends { serviceId: string }>(
  models: readonly T[],
  useCase: UseCase,
): T[] {
  const { services } = plans[useCase];
  const rank = ({ serviceId }: T) => {
    const index = services.indexOf(serviceId);
    return index === -1 ? services.length : index;
  };
  return [...models].sort((a, b) => rank(a) - rank(b));
}
