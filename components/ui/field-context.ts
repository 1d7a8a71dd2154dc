'use client';

import { createContext, useContext } from 'react';

/** What a form tells its fields: the server's answer, and whether one is awaited. */
export type FormContextValue = {
  id: string;
  fieldErrors: Partial<Record<string, string[]>>;
  pending: boolean;
};
export const FormContext = createContext<FormContextValue | null>(null);
export const useFormContext = (): FormContextValue | null => useContext(FormContext);

/** What a field tells its control, so that label, hint and error are tied to it. */
export type FieldContextValue = {
  id: string;
  labelId: string;
  name: string | undefined;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
  disabled: boolean;
};
export const FieldContext = createContext<FieldContextValue | null>(null);
export const useFieldContext = (): FieldContextValue | null => useContext(FieldContext);

/** The attributes that a native control takes from its field; its own props win. */
export function useControlProps(): {
  id?: string;
  name?: string;
  disabled?: boolean;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  'aria-required'?: true;
} {
  const field = useFieldContext();
  if (!field) return {};
  return {
    id: field.id,
    ...(field.name !== undefined && { name: field.name }),
    ...(field.disabled && { disabled: true }),
    ...(field.describedBy !== undefined && { 'aria-describedby': field.describedBy }),
    ...(field.invalid && { 'aria-invalid': true as const }),
    ...(field.required && { 'aria-required': true as const }),
  };
}

/** The id of a field's control, so that an error summary can link to it. */
export const fieldControlId = (formId: string, name: string): string => `${formId}-${name}`;
