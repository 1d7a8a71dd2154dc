import { describe, expect, test } from 'vitest';
import { useCases } from '@/lib/orgs/model';
import { orderModels, planOf } from './use-case-plan';

const models = [
  { id: 'text', serviceId: 'text' },
  { id: 'speech', serviceId: 'speech' },
  { id: 'video', serviceId: 'video' },
];

describe('the use case', () => {
  test('puts its own services first and keeps every model', () => {
    expect(orderModels(models, 'video-creation').map(({ id }) => id)).toEqual([
      'video',
      'speech',
      'text',
    ]);
    for (const useCase of useCases) expect(orderModels(models, useCase)).toHaveLength(3);
  });

  test.each(useCases)('%s asks with a prompt that ends no quotation', (useCase) => {
    expect(planOf(useCase).prompt).toMatch(/^[A-Za-z .]+$/);
  });
});
