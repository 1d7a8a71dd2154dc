'use client';

import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import {
  notificationCategories,
  notificationCategoryNames,
  type NotificationCategory,
  type NotificationPreferences,
} from '@/lib/notices/model';
import { Switch } from '../ui/switch';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';

type Choice = { category: NotificationCategory; enabled: boolean };
type Update = (previous: ActionState<Choice>, input: Choice) => Promise<ActionState<Choice>>;

/** The mails that a person can turn off. A switch moves at once, and back again where it could not be saved. */
export function NotificationSwitches({
  preferences,
  update,
}: {
  preferences: NotificationPreferences;
  update: Update;
}) {
  const { show } = useToast();
  const [shown, setShown] = useState(preferences);

  function choose(choice: Choice) {
    const { category, enabled } = choice;
    const put = (value: boolean) => setShown((now) => ({ ...now, [category]: value }));
    const failed = (description: string) => {
      put(!enabled);
      show({ tone: 'danger', title: 'This was not saved', description });
    };
    put(enabled);
    update(idle, choice).then(
      (answer) => {
        if (answer.status === 'error') failed(answer.message);
        else
          show({
            title: `${notificationCategories[category].title}: mails are ${enabled ? 'on' : 'off'}`,
          });
      },
      () => failed(unreachable.message),
    );
  }

  return (
    <ul className="divide-y divide-line">
      {notificationCategoryNames.map((category) => {
        const { title, description } = notificationCategories[category];
        return (
          <li key={category} className="px-4 py-3.5 sm:px-5">
            <Switch
              label={title}
              hint={description}
              checked={shown[category]}
              onCheckedChange={(enabled) => choose({ category, enabled })}
            />
          </li>
        );
      })}
    </ul>
  );
}
