import type { Form } from '../form.ts';
import { ask, group, option, say, YES_WHEN } from './wording.ts';

/** Acknowledgement of the notice of privacy practices: once, and again with each revision (45 CFR 164.520(c)(2)(ii)). */
export const PRIVACY_NOTICE: Form = {
  form: 'privacy-notice',
  version: '1',
  title: say('Privacy notice', 'Aviso de privacidad'),
  legal: say(
    'Our privacy notice tells how we may use and share your health information, and what your rights are. You may read it now and take a copy home. Your name below says that you were given the notice. It does not say that you agree with it. If you would rather not sign, tell us. You will be cared for just the same.',
    'Nuestro aviso de privacidad explica cómo podemos usar y compartir la información de su salud y cuáles son sus derechos. Puede leerlo ahora y llevarse una copia. Su firma dice que usted recibió el aviso. No dice que esté de acuerdo con él. Si prefiere no firmar, díganos. Le atenderemos igual.'
  ),
  days: null,
  signers: ['patient', 'guardian', 'representative'],
  consent: { code: '64292-6', line: 'privacy-notice', mayRefuse: true },
  items: [
    ask('npp.given', 'boolean', 'I was given the privacy notice.', 'Recibí el aviso de privacidad.', {
      agree: true
    }),
    ask('npp.copy', 'boolean', 'I want a copy to take home.', 'Quiero una copia para llevar.')
  ]
};

export const CONSENT_TO_TREAT: Form = {
  form: 'consent-to-treat',
  version: '1',
  title: say('Consent to treatment', 'Permiso para el tratamiento'),
  legal: say(
    'I ask this office to care for me. That may be an exam, tests, shots or other usual care. For anything with more risk, somebody will first tell me what it is, what it may do to me, and what else there is, and will ask me again. I may ask questions at any time. I may say no to any part of my care, and I may take this back at any time by telling the office.',
    'Pido a este consultorio que me atienda. Esto puede ser un examen, pruebas, vacunas u otra atención común. Para algo con más riesgo, alguien me explicará antes qué es, qué me puede hacer y qué otras opciones hay, y me preguntará otra vez. Puedo hacer preguntas en cualquier momento. Puedo decir que no a cualquier parte de mi atención, y puedo cambiar de idea en cualquier momento si se lo digo al consultorio.'
  ),
  days: 365,
  signers: ['patient', 'guardian', 'representative'],
  consent: { code: '59284-0', line: 'consent-to-treat', mayRefuse: false },
  items: [
    ask('treat.read', 'boolean', 'I read this, or it was read to me.', 'Leí esto, o me lo leyeron.', {
      agree: true
    }),
    ask(
      'treat.questions',
      'text',
      'Is there something you want to ask or to say no to?',
      '¿Hay algo que quiera preguntar o a lo que quiera decir que no?',
      { maxLength: 1000 }
    )
  ]
};

export const FINANCIAL_POLICY: Form = {
  form: 'financial-policy',
  version: '1',
  title: say('Paying for your care', 'El pago de su atención'),
  legal: say(
    'Please pay your copay at each visit. We send the bill to your plan for you. What your plan does not pay is yours to pay. I ask my plan to pay this office for my care, and I let this office give my plan what it needs to do so. If I have no plan, I may ask for the cost before my visit. If I cannot pay all at once, I may ask for a payment plan. If I cannot come, I will tell the office one day before.',
    'Por favor pague su copago en cada visita. Nosotros enviamos la cuenta a su plan. Lo que su plan no pague le toca pagarlo a usted. Pido a mi plan que le pague a este consultorio por mi atención, y permito que el consultorio le dé a mi plan lo que necesite para hacerlo. Si no tengo plan, puedo preguntar el costo antes de mi visita. Si no puedo pagar todo de una vez, puedo pedir un plan de pagos. Si no puedo venir, avisaré un día antes.'
  ),
  days: 365,
  signers: ['patient', 'guardian', 'representative'],
  consent: { code: '59284-0', line: 'financial-policy', mayRefuse: false },
  items: [
    ask(
      'money.policy',
      'boolean',
      'I read how this office handles payment.',
      'Leí cómo se manejan los pagos en este consultorio.',
      { agree: true }
    ),
    ask(
      'money.assign',
      'boolean',
      'My plan may pay this office for my care.',
      'Mi plan puede pagarle a este consultorio por mi atención.',
      { agree: true }
    )
  ]
};

/** Who may be told what, and how (45 CFR 164.510(b), 164.522(b)). */
export const CONTACTS: Form = {
  form: 'contacts',
  version: '1',
  title: say('Who we may talk to', 'Con quién podemos hablar'),
  days: 365,
  signers: ['patient', 'guardian', 'representative'],
  consent: { code: '59284-0', mayRefuse: true },
  items: [
    group('how', 'How we may reach you', 'Cómo podemos comunicarnos con usted', [
      ask('how.text', 'boolean', 'May we send you text messages?', '¿Podemos enviarle mensajes de texto?', {
        required: true,
        harvestTo: 'contact.text'
      }),
      ask(
        'how.voicemail',
        'boolean',
        'May we leave a message about your visit on your voicemail?',
        '¿Podemos dejar un mensaje sobre su visita en su buzón de voz?',
        { required: true, harvestTo: 'contact.voicemail' }
      ),
      ask('how.email', 'boolean', 'May we write to you by email?', '¿Podemos escribirle por correo electrónico?', {
        required: true,
        harvestTo: 'wishes.email'
      }),
      ask('how.best', 'choice', 'When is the best time to call?', '¿Cuál es la mejor hora para llamarle?', {
        harvestTo: 'contact.bestTime',
        options: [
          option('morning', 'Morning', 'En la mañana'),
          option('afternoon', 'Afternoon', 'En la tarde'),
          option('evening', 'Evening', 'En la noche')
        ]
      })
    ]),
    group('who', 'People we may talk to about your care', 'Personas con las que podemos hablar de su atención', [
      ask(
        'who.any',
        'boolean',
        'Is there somebody we may talk to about your care?',
        '¿Hay alguien con quien podemos hablar de su atención?',
        { required: true, harvestTo: 'told.any' }
      ),
      ask('who.names', 'string', 'Name, who they are to you, and phone', 'Nombre, qué es de usted y teléfono', {
        hint: say('One person on each line.', 'Una persona en cada línea.'),
        required: true,
        harvestTo: 'told.people',
        repeats: true,
        maxLength: 200,
        ...YES_WHEN('who.any')
      }),
      ask('who.what', 'choice', 'What may we tell them?', '¿Qué podemos decirles?', {
        required: true,
        harvestTo: 'told.what',
        repeats: true,
        options: [
          option('visits', 'When my visits are', 'Cuándo son mis visitas'),
          option('results', 'My test results', 'Los resultados de mis pruebas'),
          option('care', 'My care and my medicines', 'Mi atención y mis medicinas'),
          option('bills', 'My bills', 'Mis cuentas')
        ],
        ...YES_WHEN('who.any')
      }),
      ask('who.never', 'text', 'Is there somebody we must not talk to?', '¿Hay alguien con quien no debemos hablar?', {
        maxLength: 500,
        harvestTo: 'wishes.never'
      })
    ])
  ]
};

export const TELEHEALTH: Form = {
  form: 'telehealth',
  version: '1',
  title: say('Visits by video or phone', 'Visitas por video o teléfono'),
  legal: say(
    'A visit by video or phone is a visit with your doctor from where you are. It can stop if the line is bad. Your doctor may ask you to come in. We do not record it. Others may hear you, so choose a quiet place. In an emergency call 911. You may always ask for a visit in person.',
    'Una visita por video o teléfono es una visita con su doctor desde donde usted esté. Puede cortarse si la conexión es mala. Su doctor puede pedirle que venga. No la grabamos. Otros podrían oírle, así que busque un lugar tranquilo. En una emergencia llame al 911. Siempre puede pedir una visita en persona.'
  ),
  days: 365,
  signers: ['patient', 'guardian', 'representative'],
  consent: { code: '59284-0', decidedBy: 'tele.agree', mayRefuse: true },
  items: [
    ask('tele.agree', 'boolean', 'I agree to visits by video or phone.', 'Acepto las visitas por video o teléfono.', {
      required: true
    }),
    ask(
      'tele.where',
      'string',
      'Where will you be? We send help there if you need it.',
      '¿Dónde estará usted? Allí enviamos ayuda si la necesita.',
      {
        maxLength: 200,
        ...YES_WHEN('tele.agree')
      }
    )
  ]
};

export const PORTAL: Form = {
  form: 'portal',
  version: '1',
  title: say('Your records on the internet', 'Su expediente en internet'),
  days: null,
  items: [
    ask(
      'portal.want',
      'boolean',
      'Do you want to see your visits and results on the internet?',
      '¿Quiere ver sus visitas y resultados en internet?',
      { required: true }
    ),
    ask('portal.email', 'string', 'Which email should we use?', '¿Qué correo electrónico usamos?', {
      required: true,
      maxLength: 254,
      initialFrom: 'email',
      ...YES_WHEN('portal.want')
    }),
    ask(
      'portal.proxy',
      'string',
      'Should somebody else see it too? Tell us who.',
      '¿Debe verlo también otra persona? Díganos quién.',
      {
        maxLength: 200,
        ...YES_WHEN('portal.want')
      }
    )
  ]
};

/** Parts of an authorization: 45 CFR 164.508(c)(1) and (2). */
export const RECORDS_RELEASE: Form = {
  form: 'records-release',
  version: '1',
  title: say('Getting your old records', 'Obtener su expediente anterior'),
  legal: say(
    'I let the office named below send my health records to this office, for my care. I may take this back at any time by writing to either office; what was sent before then stays sent. Once sent, the records may no longer be protected by the same law. I need not sign this to be treated. This ends one year from today.',
    'Permito que el consultorio que nombro abajo envíe mi expediente médico a este consultorio, para mi atención. Puedo cancelar este permiso en cualquier momento si escribo a uno de los dos consultorios; lo que ya se envió queda enviado. Después de enviarse, es posible que la misma ley ya no proteja el expediente. No tengo que firmar esto para recibir atención. Este permiso termina un año después de hoy.'
  ),
  days: 365,
  signers: ['patient', 'guardian', 'representative'],
  consent: { code: '64292-6', decidedBy: 'old.any', mayRefuse: true },
  items: [
    ask(
      'old.any',
      'boolean',
      'Is there another office or hospital with your records?',
      '¿Hay otro consultorio u hospital con su expediente?',
      { required: true }
    ),
    group(
      'old',
      'Where they are',
      'Dónde está',
      [
        ask('old.name', 'string', 'Name of the doctor or hospital', 'Nombre del doctor u hospital', {
          required: true,
          maxLength: 120
        }),
        ask('old.place', 'string', 'City and state', 'Ciudad y estado', { maxLength: 120 }),
        ask('old.phone', 'string', 'Phone or fax', 'Teléfono o fax', { maxLength: 40 }),
        ask('old.what', 'choice', 'What should they send?', '¿Qué deben enviar?', {
          required: true,
          repeats: true,
          options: [
            option('notes', 'Notes of my visits', 'Notas de mis visitas'),
            option('labs', 'Lab results', 'Resultados de laboratorio'),
            option('imaging', 'X-rays and scans', 'Rayos X y otras imágenes'),
            option('shots', 'My shots', 'Mis vacunas'),
            option('all', 'Everything', 'Todo')
          ]
        }),
        ask('old.since', 'date', 'From which date on?', '¿Desde qué fecha?', { past: true }),
        ask('old.private', 'choice', 'May they also send these?', '¿Pueden enviar también esto?', {
          hint: say('Leave out what you do not want to share.', 'No marque lo que no quiera compartir.'),
          repeats: true,
          options: [
            option('mind', 'Notes about mental health', 'Notas sobre salud mental'),
            option('drugs', 'Care for alcohol or drugs', 'Atención por alcohol o drogas'),
            option('hiv', 'HIV tests and care', 'Pruebas y atención del VIH')
          ]
        })
      ],
      YES_WHEN('old.any')
    )
  ]
};
