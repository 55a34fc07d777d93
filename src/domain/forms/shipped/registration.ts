import type { Form, FormItem } from '../form.ts';
import { ask, group, option, say, YES_WHEN } from './wording.ts';

const SOMEBODY_ELSES: Pick<FormItem, 'enableWhen'> = {
  enableWhen: [
    { question: 'plan.whose', operator: 'exists', answer: true },
    { question: 'plan.whose', operator: '!=', answer: { code: 'self' } }
  ]
};

/** Who the patient is, how to reach them, who pays. */
export const REGISTRATION: Form = {
  form: 'registration',
  version: '2',
  title: say('About you', 'Sobre usted'),
  days: 365,
  items: [
    group('you', 'Your name', 'Su nombre', [
      ask('you.given', 'string', 'First and middle names', 'Nombres', {
        maxLength: 120,
        ...{ initialFrom: 'name.given', harvestTo: 'name.given' }
      }),
      ask('you.family', 'string', 'Last name', 'Apellidos', {
        required: true,
        maxLength: 120,
        ...{ initialFrom: 'name.family', harvestTo: 'name.family' }
      }),
      ask('you.preferred', 'string', 'What should we call you?', '¿Cómo quiere que le llamemos?', {
        maxLength: 120,
        ...{ initialFrom: 'name.preferred', harvestTo: 'name.preferred' }
      }),
      ask('you.born', 'date', 'Date of birth', 'Fecha de nacimiento', {
        required: true,
        past: true,
        ...{ initialFrom: 'birthDate', harvestTo: 'birthDate' }
      }),
      ask('you.language', 'choice', 'Which language do you speak best?', '¿Qué idioma habla mejor?', {
        options: [
          option('en', 'English', 'Inglés'),
          option('es', 'Spanish', 'Español'),
          option('zh', 'Chinese', 'Chino'),
          option('vi', 'Vietnamese', 'Vietnamita'),
          option('ar', 'Arabic', 'Árabe')
        ],
        ...{ initialFrom: 'language', harvestTo: 'language' }
      }),
      ask(
        'you.interpreter',
        'boolean',
        'Do you want an interpreter? It is free.',
        '¿Quiere un intérprete? Es gratis.',
        {
          ...{ initialFrom: 'communication.interpreter', harvestTo: 'communication.interpreter' }
        }
      )
    ]),
    group('reach', 'How to reach you', 'Cómo comunicarnos con usted', [
      ask('reach.mobile', 'string', 'Mobile phone', 'Teléfono celular', {
        maxLength: 40,
        ...{ initialFrom: 'phone.mobile', harvestTo: 'phone.mobile' }
      }),
      ask('reach.home', 'string', 'Home phone', 'Teléfono de la casa', {
        maxLength: 40,
        ...{ initialFrom: 'phone.home', harvestTo: 'phone.home' }
      }),
      ask('reach.email', 'string', 'Email', 'Correo electrónico', {
        maxLength: 254,
        ...{ initialFrom: 'email', harvestTo: 'email' }
      }),
      ask('reach.street', 'string', 'Street and number', 'Calle y número', {
        maxLength: 200,
        ...{ initialFrom: 'address.line', harvestTo: 'address.line' }
      }),
      ask('reach.city', 'string', 'City', 'Ciudad', {
        maxLength: 100,
        ...{ initialFrom: 'address.city', harvestTo: 'address.city' }
      }),
      ask('reach.state', 'string', 'State', 'Estado', {
        maxLength: 20,
        ...{ initialFrom: 'address.state', harvestTo: 'address.state' }
      }),
      ask('reach.zip', 'string', 'ZIP code', 'Código postal', {
        maxLength: 20,
        ...{ initialFrom: 'address.postalCode', harvestTo: 'address.postalCode' }
      })
    ]),
    group('urgent', 'Who to call if you need help', 'A quién llamar si usted necesita ayuda', [
      ask('urgent.name', 'string', 'Their name', 'Su nombre', {
        required: true,
        maxLength: 120,
        harvestTo: 'emergency.name'
      }),
      ask('urgent.who', 'string', 'Who is this person to you?', '¿Qué es esta persona de usted?', {
        maxLength: 60,
        harvestTo: 'emergency.relation'
      }),
      ask('urgent.phone', 'string', 'Their phone', 'Su teléfono', {
        required: true,
        maxLength: 40,
        harvestTo: 'emergency.phone'
      })
    ]),
    group('plan', 'Your insurance', 'Su seguro médico', [
      ask('plan.has', 'boolean', 'Do you have health insurance?', '¿Tiene seguro médico?', {
        required: true,
        harvestTo: 'coverage.has'
      }),
      ask('plan.name', 'string', 'Name of the plan', 'Nombre del plan', {
        required: true,
        maxLength: 120,
        harvestTo: 'coverage.primary.payer',
        ...YES_WHEN('plan.has')
      }),
      ask('plan.member', 'string', 'Member number on the card', 'Número de miembro en la tarjeta', {
        maxLength: 40,
        harvestTo: 'coverage.primary.member',
        ...YES_WHEN('plan.has')
      }),
      ask('plan.group', 'string', 'Group number on the card', 'Número de grupo en la tarjeta', {
        maxLength: 40,
        harvestTo: 'coverage.primary.group',
        ...YES_WHEN('plan.has')
      }),
      ask('plan.whose', 'choice', 'Whose plan is it?', '¿De quién es el plan?', {
        required: true,
        options: [
          option('self', 'Mine', 'Mío'),
          option('spouse', 'My husband’s, wife’s or partner’s', 'De mi esposo, esposa o pareja'),
          option('parent', 'My mother’s or father’s', 'De mi madre o mi padre'),
          option('other', 'Somebody else’s', 'De otra persona')
        ],
        harvestTo: 'coverage.primary.whose',
        ...YES_WHEN('plan.has')
      }),
      ask('plan.holder', 'string', 'Their full name', 'Nombre completo de esa persona', {
        required: true,
        maxLength: 120,
        harvestTo: 'coverage.primary.holder',
        ...SOMEBODY_ELSES
      }),
      ask('plan.holder.born', 'date', 'Their date of birth', 'Fecha de nacimiento de esa persona', {
        past: true,
        harvestTo: 'coverage.primary.holderBorn',
        ...SOMEBODY_ELSES
      }),
      ask('plan.second', 'boolean', 'Do you have a second plan?', '¿Tiene un segundo plan?', YES_WHEN('plan.has')),
      ask('plan.second.name', 'string', 'Name of the second plan', 'Nombre del segundo plan', {
        maxLength: 120,
        harvestTo: 'coverage.secondary.payer',
        ...YES_WHEN('plan.second')
      }),
      ask('plan.second.member', 'string', 'Member number of the second plan', 'Número de miembro del segundo plan', {
        maxLength: 40,
        harvestTo: 'coverage.secondary.member',
        ...YES_WHEN('plan.second')
      })
    ]),
    group('pays', 'Who pays the bill', 'Quién paga la cuenta', [
      ask('pays.who', 'choice', 'Who pays what the plan does not pay?', '¿Quién paga lo que el plan no paga?', {
        required: true,
        options: [option('self', 'I do', 'Yo'), option('other', 'Somebody else', 'Otra persona')],
        harvestTo: 'guarantor.who'
      }),
      ask('pays.name', 'string', 'Their full name', 'Nombre completo de esa persona', {
        required: true,
        maxLength: 120,
        harvestTo: 'guarantor.name',
        enableWhen: [{ question: 'pays.who', operator: '=', answer: { code: 'other' } }]
      }),
      ask('pays.phone', 'string', 'Their phone', 'Teléfono de esa persona', {
        maxLength: 40,
        harvestTo: 'guarantor.phone',
        enableWhen: [{ question: 'pays.who', operator: '=', answer: { code: 'other' } }]
      })
    ]),
    group('usual', 'Your doctor and your pharmacy', 'Su doctor y su farmacia', [
      ask('usual.doctor', 'string', 'Who is your usual doctor?', '¿Quién es su doctor de siempre?', {
        maxLength: 120,
        ...{ initialFrom: 'careTeam.pcp', harvestTo: 'careTeam.pcp' }
      }),
      ask('usual.sent', 'string', 'Who sent you to us?', '¿Quién le envió aquí?', {
        maxLength: 120,
        ...{ initialFrom: 'careTeam.referring', harvestTo: 'careTeam.referring' }
      }),
      ask('usual.pharmacy', 'string', 'Which pharmacy do you use?', '¿Qué farmacia usa?', {
        maxLength: 120,
        ...{ initialFrom: 'careTeam.pharmacy', harvestTo: 'careTeam.pharmacy' }
      })
    ])
  ]
};
