/**
 * Names of people who do not exist: made-up family names with the letters, marks and shapes that real ones have (and that trip
 * software), and first names from many languages.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const FAMILY_NAMES = words(`
Abernook Adderlane Alderwick Amberquist Applethorn Ashgrove Bankerhill Barleycorn Beckenmoor Bellwater Birchmere Blackfern Bluestem
Bramblewood Brightmoor Brookhaven Burrowdale Candlewick Cardamone Cedarholm Chesterfold Clearwater Cloverfield Cobblestone Coppersmithe
Cranberrow Crestwell Dapplegray Deepwater Dovecote Driftwell Dunmere Eaglestone Easterbrook Elderbloom Elmsworth Emberline Fairbourne
Farthingale Feathergill Fennimoor Fernsby Fieldgate Fiddlewood Foxglove Frostwick Gablethorpe Gardenhire Gladewell Goldenrod Gooseberrow
Granitehill Greenbough Grindlewood Gullwing Hallowell Hammersley Harborough Hartwhistle Hawthorne Hazelmoor Heatherstone Hedgerow
Highwater Hollybrook Honeyfield Hopscotch Icefield Inglenook Ironwood Ivorywell Jasperson Juniperus Kettlewell Kingfisher Knotwood
Lakenham Lanternfield Larkspur Lavenderly Leafwright Lilywhite Lockmeadow Longbarrow Loomweaver Maplethorpe Marigold Meadowlark
Millrace Mistlethwaite Moonfield Mossbank Mulberrow Nettlefold Nightingale Northwind Oakenshaw Oatfield Orchardson Otterbourne Overlake
Paperwick Parsonage Pebblebrook Peppercorn Pinecrest Plumtree Pondweed Poppyfield Quarrystone Quillborough Quincewood Rainwater Ravenscar
Redfern Reedwater Ridgewell Riverstone Rosethorn Rowanberry Rushmere Saddlebrook Saffronhill Sandpiper Seabright Shellcote
Silverbirch Skylarking Snowberry Sorrelwood Springwell Starling Stillwater Stonecrop Summerlin Sunderwood Swallowfield Tamarisk Teasel
Thimbleby Thornapple Thrushcross Tidewater Timberlake Treadwater Tumbledown Underhill Valleyfield Velvetine Wagtail Walnutter Waterford
Wayfarer Weathervane Westerly Wheatcroft Whitlow Wildrose Willowby Windfall Winterbourne Woodruff Wrenfield Yarrowdale Yellowhammer
Núñezco Castellanova Montealba Ríosdorado Peñablanca Villaquieta Santamarina Cazalegas Fuenteclara Zúñigaval Quiñonero Açorinho
Carvalhinho Magalhãesa Beaulérable Dechênaie Fontainebrune Lefèvrine Garçonnet Weißenbruck Müllerstett Grünewaldt Schönfeldt Köhlerin
Ångströmsen Bjørkelund Sjöblomma Højgaarden Þórisdóttur Łąkiewicz Wiśniawski Żółtowska Dvořáček Hřebíčka Szőlősi Çamlıbel Yıldırmaz
Özgürlük Petrenkova Ivanoveska Kowalenko Papadimitra Nguyễnhoa Trầnvinh Lêthanh Phạmxuân Okonjola Adeyinkare Mwangiru Ndlovela
Abdirashe Haddadine Khalilpour Farahvash Patelkar Raghunathan Chaudhrani Singharaj Tanakamura Yamashiro Kimura-Vale Parkwon Choiseong
Wongchai Lihuaming Chenwei Kealohana Begaywater Nakaimesa`);

export const FEMALE_NAMES = words(`
Abigail Adaeze Aiko Amara Anaïs Anneliese Ayşe Beatriz Bríd Brigid Camila Carys Céline Chloë Clémence Daniela Desta Dilnoza Eleanor Elif
Elisabet Esmé Eszter Fatuma Fiadh Freya Gabriela Genevieve Greta Hana Harriet Hê Imani Inès Ingrid Isadora Ivy Jadwiga Joséphine Jun
Kamala Keiko Klára Lakshmi Leilani Līga Lucía Mabel Mai Małgorzata Margot Marisol Mei Mercy Mireille Nadia Ngozi Niamh Noor Nora Odile
Olena Paloma Petra Phoebe Priya Renée Rosalind Ruth Saoirse Sigrid Siobhán Sofía Sunniva Tamsin Thandiwe Tuva Ursula Valentina Viola
Wanjiru Wilhelmina Xiomara Yael Yuki Zahra Zoë`);

export const MALE_NAMES = words(`
Aarav Abdi Adrián Ambrose Anders André Anton Arjun Baraka Bastien Benedikt Bjørn Bram Cadogan Carlos Casimir Chidi Cillian Conall Dashiell
Desmond Dmytro Eamon Edmund Efraín Emeka Émile Emre Faolán Farid Felix François Gábor Gareth Giorgos Gustavo Haruto Hassan Henrik Hiro
Hugo Ibrahim Idris Ignacio Ilya Iñigo Jasper Jérôme João José Joaquín Kai Kofi Kwame Lars Leopold Linh Luca Magnus Malik Marek Mateo
Matthias Minh Moses Nikolai Óscar Oisín Olumide Omar Osvaldo Pádraig Rafael Ravi René Rhys Rohan Rüdiger Samir Sebastián Seth Søren Tadhg
Tariq Thaddeus Tomás Ulrich Václav Vikram Walter Wendell Xavier Yusuf Zbigniew`);

/** What people are called instead of the name on their papers. */
export const SHORT_NAMES = words(`Ace Bee Bo Coco Dee Fitz Gus Jo Kit Lou Max Mims Nell Pip Ro Sam Tess Teddy Val Win`);

export const STREETS = words(`
Harbor Lighthouse Lantern Anchor Pebble Driftwood Heron Tern Gull Cormorant Mussel Kelp Schooner Foghorn Tidepool Breakwater Cranberry
Blueberry Juniper Tamarack Larch Sumac Fern Moss Granite Quarry Mill Orchard Meadow Pasture Weaver Cooper Chandler Ropewalk`);
export const STREET_KINDS = words(`Street Lane Road Avenue Way Court Terrace Hill`);
/** Towns that are on no map, with ZIP codes of a state whose codes begin with 0. */
export const TOWNS: readonly (readonly [town: string, zip: string])[] = [
  ['Harborview', '04001'],
  ['Northmere', '04003'],
  ['Gullhaven', '04006'],
  ['Port Ember', '04010'],
  ['Saltmarsh', '04013'],
  ['Tern Cove', '04019'],
  ['Upper Larch', '04022'],
  ['Quarry Falls', '04028']
];
/** Area codes; the numbers behind them are 555-0100 to 555-0199, which no one has (NANPA). */
export const AREA_CODES = words(`207 603 802 413 508 617 781 978 401 203 860 518 315 716 585 607 914 845 570 717`);
