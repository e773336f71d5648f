/** The demo shop in English. The facts are those that the FAQ's answers give. */

export const en = {
  title: "Dalbit: ceramics, tea and table linen from Icheon",
  otherLanguage: "한국어",
  switchLanguage: "한국어로 보기",
  navigation: "Main",
  navPieces: "Pieces",
  navDelivery: "Delivery & returns",
  navVisit: "Visit us",

  demoBar: "Demo controls",
  demoNote: "A demo shop for Handrail, the support desk in the corner.",
  demoCustomer: "Sign in as Mina (demo customer)",
  demoSignedIn: "Signed in as Mina Kim",
  demoAgent: "Open the agent console as demo agent",
  demoFailed: "That did not work: the support desk did not answer. Please try again.",

  heroLine: "Made by hand in Icheon",
  heroTitle: "Moonlight for your table",
  heroText:
    "Dalbit is Korean for moonlight. We throw, glaze and fire everyday ceramics in Icheon, and pack them with tea from Boseong, Jeju and Hadong.",
  heroPieces: "See the pieces",
  heroAsk: "Ask us anything",
  heroAlt:
    "A white moon jar and a celadon cup on a wooden table, under a full moon over the hills.",

  piecesTitle: "Pieces people keep",
  piecesText:
    "Lead-free glazes, tested. A piece that cracks in normal use within 12 months is replaced free.",
  moonJar: "Moon Jar vase",
  moonJarText: "Two bowls, joined by hand. No two are alike.",
  mug: "Dal mug",
  mugText: "Celadon glaze over bare clay. Dishwasher and microwave safe.",
  onggi: "Onggi pot, 2 L",
  onggiText: "Breathing clay for kimchi and stews. Oven safe to 200 °C.",
  bowls: "Rice bowl set of 2",
  bowlsText: "One white, one the blue of early evening.",
  teaSet: "Tea set “Saebyeok”",
  teaSetText: "Pot, cup and tray, named for the hour before dawn.",
  linen: "Linen table runner",
  linenText: "Washed linen with hand-tied fringe. Wash at 30 °C.",
  greenTea: "Boseong green tea, 80 g",
  greenTeaText: "First spring leaves, best within three months of opening.",

  promiseTitle: "What you can count on",
  deliveryTitle: "Delivery",
  deliveryText:
    "1 to 3 business days in Korea, free from ₩50,000. Abroad in 7 to 12 business days, free from US$120.",
  returnsTitle: "30 days to return",
  returnsText: "Unused and in the original box. Damaged or faulty pieces come back at our cost.",
  personTitle: "A person, always",
  personText: "Our bot answers at once. One click, and you talk to one of us instead.",

  visitTitle: "Come and see",
  showroom: "Seongsu showroom",
  showroomText:
    "Seongsu-dong, Seoul. Tuesday to Sunday, 11:00 to 19:00. Pick up your order for free.",
  workshop: "Icheon workshop",
  workshopText: "Tours on Saturdays at 10:30 and 14:00, ₩15,000. Hands will get dirty.",

  footer: "Dalbit is an invented shop. Nothing here can be bought.",
  footerContact: "1588-0417 · help@dalbit.example · Mon to Fri, 9:00 to 18:00 KST",
};
