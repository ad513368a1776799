import { describe, expect, it } from '@jest/globals';
import { SecurityConstraints } from '../../src/container/security/security-constraints.ts';
import type { SecurityConstraint } from '../../src/container/security/security-options.ts';

const ROLES = ['clerk', 'manager'];

function constraint(
  urlPatterns: string[],
  roles: string[] | undefined,
  more: Partial<SecurityConstraint['resources'][0]> = {},
): SecurityConstraint {
  return { resources: [{ urlPatterns, ...more }], ...(roles === undefined ? {} : { roles }) };
}

function constraintsOf(constraints: SecurityConstraint[], denyUncovered = false) {
  return new SecurityConstraints(constraints, ROLES, denyUncovered);
}

describe('the constraint for a path', () => {
  it('is none where no pattern matches', () => {
    const constraints = constraintsOf([constraint(['/admin/*'], ['manager'])]);
    expect(constraints.find('/administration', 'GET')).toBeUndefined();
    expect(constraints.find('/admin', 'GET')?.access).toBe('restricted');
    expect(constraints.find('/admin/users', 'GET')?.access).toBe('restricted');
  });

  it('is the one of the best pattern: exact, the longest path, extension, default', () => {
    const constraints = constraintsOf([
      constraint(['/'], ['default']),
      constraint(['*.jsp'], ['extension']),
      constraint(['/a/*'], ['path']),
      constraint(['/a/b/*'], ['longer']),
      constraint(['/a/b/c.jsp'], ['exact']),
    ]);
    const rolesOf = (path: string) => [...(constraints.find(path, 'GET')?.roles ?? [])];
    expect(rolesOf('/x')).toEqual(['default']);
    expect(rolesOf('/x.jsp')).toEqual(['extension']);
    expect(rolesOf('/a/x.jsp')).toEqual(['path']);
    expect(rolesOf('/a/b/x.jsp')).toEqual(['longer']);
    expect(rolesOf('/a/b/c.jsp')).toEqual(['exact']);
  });

  it('is one of /* rather than of an extension', () => {
    const constraints = constraintsOf([
      constraint(['*.jsp'], ['extension']),
      constraint(['/*'], ['all']),
    ]);
    expect(constraints.find('/x.jsp', 'GET')?.roles).toEqual(new Set(['all']));
  });

  it('is one of the root, for the context path with and without its slash', () => {
    const constraints = constraintsOf([constraint([''], ['clerk'])]);
    expect(constraints.find('', 'GET')?.access).toBe('restricted');
    expect(constraints.find('/', 'GET')?.access).toBe('restricted');
    expect(constraints.find('/x', 'GET')).toBeUndefined();
  });

  it('lets a better pattern without a role open what a worse one closes', () => {
    const constraints = constraintsOf([
      constraint(['/*'], ['manager']),
      constraint(['/public/*'], undefined),
    ]);
    expect(constraints.find('/public/logo.png', 'GET')?.access).toBe('open');
  });
});

describe('constraints of the same pattern', () => {
  it('add up their roles', () => {
    const constraints = constraintsOf([
      constraint(['/a/*'], ['clerk']),
      constraint(['/a/*'], ['manager']),
    ]);
    expect(constraints.find('/a/x', 'GET')?.roles).toEqual(new Set(['clerk', 'manager']));
  });

  it('let everybody in when one of them names no roles', () => {
    const constraints = constraintsOf([
      constraint(['/a/*'], ['clerk']),
      constraint(['/a/*'], undefined),
    ]);
    expect(constraints.find('/a/x', 'GET')?.access).toBe('open');
  });

  it('let nobody in when one of them has an empty list of roles', () => {
    const constraints = constraintsOf([
      constraint(['/a/*'], undefined),
      constraint(['/a/*'], []),
      constraint(['/a/*'], ['clerk']),
    ]);
    expect(constraints.find('/a/x', 'GET')?.access).toBe('closed');
  });

  it('need a secure channel when one of them does', () => {
    const constraints = constraintsOf([
      constraint(['/a/*'], ['clerk']),
      { ...constraint(['/a/*'], ['clerk']), transportGuarantee: 'CONFIDENTIAL' },
    ]);
    expect(constraints.find('/a/x', 'GET')?.needsSecureChannel).toBe(true);
  });
});

describe('the roles of a constraint', () => {
  it('are all that the application knows, for a star', () => {
    const constraints = constraintsOf([constraint(['/a/*'], ['*'])]);
    expect(constraints.find('/a/x', 'GET')?.roles).toEqual(new Set(ROLES));
  });

  it('are those of its name, for two stars, where the application declares a role of that name', () => {
    const all = new SecurityConstraints([constraint(['/a'], ['**', 'x'])], ['**'], false);
    expect(all.find('/a', 'GET')?.roles).toEqual(new Set(['**', 'x']));
  });

  it('do not matter, for two stars', () => {
    const rule = constraintsOf([constraint(['/a/*'], ['**'])]).find('/a/x', 'GET');
    expect(rule).toMatchObject({ access: 'restricted', roles: undefined });
  });
});

describe('the methods of a constraint', () => {
  const onlyPost = constraint(['/a/*'], ['manager'], { httpMethods: ['POST'] });
  const notGet = constraint(['/a/*'], ['manager'], { httpMethodOmissions: ['GET'] });

  it.each([
    ['POST', 'restricted'],
    ['GET', undefined],
    // A method is a name with case.
    ['post', undefined],
  ])('hold when they are listed: %s', (method, access) => {
    expect(constraintsOf([onlyPost]).find('/a/x', method)?.access).toBe(access);
  });

  it('hold unless they are left out', () => {
    expect(constraintsOf([notGet]).find('/a/x', 'GET')).toBeUndefined();
    expect(constraintsOf([notGet]).find('/a/x', 'BREW')?.access).toBe('restricted');
  });

  it('are refused where they are not covered, if the application wants that', () => {
    expect(constraintsOf([onlyPost], true).find('/a/x', 'GET')?.access).toBe('closed');
    expect(constraintsOf([onlyPost], true).find('/b', 'GET')).toBeUndefined();
  });

  it('do not let a worse pattern in where the best one is silent', () => {
    const constraints = constraintsOf([constraint(['/*'], ['clerk']), onlyPost]);
    expect(constraints.find('/a/x', 'GET')).toBeUndefined();
  });
});
