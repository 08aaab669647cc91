// Writes a page with every component, as the product uses them, into ./gallery: tests/pages/gallery.mjs opens it in a
// browser; people look at it when they change the style sheet.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "html/assets.hpp"
#include "html/charts.hpp"
#include "html/forms.hpp"
#include "html/page.hpp"
#include "html/table.hpp"

namespace html {
namespace {

const i18n::Translators& translators() {
  static const i18n::Translators all;
  return all;
}
const i18n::Translator& fr() { return translators()[i18n::Language::french]; }

void write(const std::string& name, std::string_view content) {
  const std::filesystem::path path = std::filesystem::path("gallery") / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

Page page_of(std::string title) {
  return {.tr = fr(),
          .title = std::move(title),
          .path = "/items?status=ready",
          .reader = Reader{"Amina Benali", "Atelier Les Ponts"},
          .nav = {{"Accueil", "/", Icon::home},
                  {"Donateurs", "/donors", Icon::building},
                  {"Lots", "/lots", Icon::box},
                  {"Réception", "/reception", Icon::scale},
                  {"Matériels", "/items", Icon::laptop, true},
                  {"Établi", "/bench", Icon::wrench},
                  {"Stock", "/stock", Icon::shelf},
                  {"Ventes", "/sales", Icon::euro},
                  {"Bilan", "/impact", Icon::chart}},
          .csrf = "token",
          .breadcrumbs = {{"Accueil", "/"}, {"Matériels", "/items"}},
          .footer = {{"Aide", "/help"}, {"Accessibilité", "/accessibility"}}};
}

Html overview() {
  const auto kg = [](std::int64_t grams) { return fr().mass(base::Mass::grams(grams)); };
  return stat_tiles({{"Reçus cette année", fr().number(1700), kg(8'412'350)},
                     {"Remis en service", fr().number(1400), fr().percent(1400, 1700), "/impact", Tone::success},
                     {"Attendent un effacement", fr().number(37), "le plus ancien : il y a 9 jours",
                      "/items?status=erase", Tone::warning},
                     {"Bloqués", fr().number(4), "verrou ou preuve manquante", "/items?status=blocked", Tone::danger}});
}

Html lot_progress() {
  return panel("Où en est le lot 2026-014",
               steps(fr(), {{"Déclaré", StepState::done, "48 lignes", "/lots/1"},
                            {"Collecté", StepState::done, "12 novembre"},
                            {"Reçu", StepState::done, "46 sur 48"},
                            {"Effacé", StepState::current, "31 sur 44"},
                            {"Testé", StepState::blocked, "2 attendent une pièce"},
                            {"Sorti", StepState::waiting}}),
               link_button("Voir le lot", "/lots/1", ButtonStyle::quiet));
}

Html refusal() {
  return callout({.tone = Tone::danger,
                  .title = "GRPC26-0888 ne peut pas encore sortir",
                  .text = "Il manque deux choses :",
                  .items = {{"Le disque SSD n’a pas de preuve d’effacement.", "/items/1/erasure", "Ajouter la preuve"},
                            {"Le grade n’est pas posé.", "/items/1/grade", "Poser le grade"}}});
}

Html item_panels() {
  const Html facts =
      key_values({{"Numéro", text("GRPC26-0888")},
                  {"Modèle", text("Dell Latitude E7470")},
                  {"Processeur", text("Intel Core i5-6300U")},
                  {"Mémoire", group("8 Gio ", small("(7,7 Gio vus par le système)"))},
                  {"Disque", text("SSD 256 Go, Samsung PM871b")},
                  {"Webcam", Html()},
                  {"Origine", a(attr("href", "/lots/1"), "Lot 2026-014, Lycée des Rives")},
                  {"Filière", abbreviation("DEEE", "déchets d’équipements électriques et électroniques")}});
  const Html history = timeline(
      {{"Effacement vérifié", "21/11/2026 11:42", "2026-11-21T10:42:00Z", "T-07", "Poste 2",
        p("Purge SATA, relu par échantillon : 100 % conforme."), Tone::success, Icon::shield},
       {"Pièce demandée", "20/11/2026 16:05", "2026-11-20T15:05:00Z", "T-03", "", p("Clavier AZERTY"), Tone::warning,
        Icon::wrench},
       {"Reçu et pesé", "14/11/2026 09:10", "2026-11-14T08:10:00Z", "T-03", "Quai", {}, Tone::neutral, Icon::scale}});
  return columns({panel("Fiche", group(div(attr("class", "actions"), big_badge(Tone::success, "Grade A", Icon::tag),
                                           big_badge(Tone::information, "Étagère B-12", Icon::shelf)),
                                       facts, copy_field(fr(), "Identifiant", "0192f0a0-1111-7000-8000-abcdefabcdef"))),
                  panel("Histoire", history)});
}

Html states() {
  return panel("États", actions({badge(Tone::success, "Prêt"), badge(Tone::information, "En test", Icon::wrench),
                                 badge(Tone::warning, "Effacement à prouver"),
                                 badge(Tone::danger, "Bloqué", Icon::lock), badge(Tone::neutral, "En attente")}));
}

Html mass_balance() {
  return panel("Bilan matière", stacked_bar(fr(), "Bilan du lot 2026-014", "142,6 kg reçus",
                                            {{"Réemploi", 81'200, "81,2 kg"},
                                             {"Pièces", 12'400, "12,4 kg"},
                                             {"Déchets", 21'000, "21 kg"},
                                             {"Rendu", 4'000, "4 kg"},
                                             {"Manquant", 3'000, "3 kg"},
                                             {"En stock", 21'000, "21 kg"}}));
}

Html charts() {
  const std::vector<Point> months = {{"janv.", 96, "96"},  {"févr.", 120, "120"}, {"mars", 142, "142"},
                                     {"avril", 88, "88"},  {"mai", 131, "131"},   {"juin", 155, "155"},
                                     {"juil.", 64, "64"},  {"août", 22, "22"},    {"sept.", 170, "170"},
                                     {"oct.", 188, "188"}, {"nov.", 140, "140"}};
  return columns(
      {panel("Réceptions", line_chart({.tr = fr(),
                                       .title = "Matériels reçus par mois",
                                       .label_heading = "Mois",
                                       .value_heading = "Reçus",
                                       .points = months})),
       panel("Grades",
             bar_chart(
                 {.tr = fr(),
                  .title = "Matériels prêts par grade",
                  .points = {
                      {"PREMIUM", 12, "12"}, {"A", 84, "84"}, {"B", 131, "131"}, {"C", 56, "56"}, {"D", 0, "0"}}}))});
}

Html reception_form() {
  const Submission sent(
      {{"mass", "lourd"}, {"kind", "laptop"}, {"medium", "1"}, {"note", "Coque fendue"}, {"state", "ok"}},
      {{.code = "base.mass.unreadable", .field = "mass"}, {.code = "base.time.unreadable", .field = "day"}});
  const Html fields = group(
      field(fr(), {.name = "number",
                   .label = "Numéro du matériel",
                   .hint = "Scannez l’étiquette.",
                   .required = true,
                   .scan = true}),
      field_row(
          {field(fr(), {.name = "kind",
                        .label = "Sorte",
                        .type = FieldType::select,
                        .value = sent.value("kind"),
                        .choices = {{"laptop", "Ordinateur portable"}, {"desktop", "Unité centrale"}},
                        .required = true}),
           field(fr(), {.name = "mass",
                        .label = "Poids",
                        .type = FieldType::number,
                        .value = sent.value("mass"),
                        .error = sent.error(fr(), "mass"),
                        .required = true,
                        .unit = "kg"}),
           field(fr(), {.name = "day", .label = "Jour", .type = FieldType::date, .error = sent.error(fr(), "day")})}),
      field(fr(), {.name = "state",
                   .label = "État à l’arrivée",
                   .type = FieldType::radios,
                   .value = sent.value("state"),
                   .choices = {{"ok", "Complet"}, {"parts", "Incomplet", "Il manque un disque, une batterie…"}},
                   .required = true}),
      field(fr(), {.name = "medium",
                   .label = "Contient un support de données",
                   .type = FieldType::checkbox,
                   .value = sent.value("medium"),
                   .required = true}),
      field_group("Compléments", group(field(fr(), {.name = "note",
                                                    .label = "Remarque",
                                                    .type = FieldType::textarea,
                                                    .value = sent.value("note"),
                                                    .rows = 3}),
                                       field(fr(), {.name = "photo",
                                                    .label = "Photo",
                                                    .type = FieldType::file,
                                                    .hint = "Une image de 5 Mo au plus.",
                                                    .accept = "image/*"}))));
  return form({.tr = fr(),
               .action = "/reception",
               .csrf = "token",
               .submit = "Recevoir ce matériel",
               .multipart = true,
               .refusals = sent.refusals(),
               .cancel = "/reception"},
              fields);
}

Table list_table(std::int64_t shown) {
  return {.tr = fr(),
          .caption = "Matériels prêts",
          .path = "/items",
          .query = {{"status", "ready"}, {"sort", "-received"}},
          .columns = {{.title = "Numéro", .sort = "number", .width = Width::medium, .heading = true},
                      {.title = "Modèle", .sort = "model", .width = Width::wide},
                      {.title = "État", .width = Width::medium},
                      {.title = "Grade", .sort = "grade", .align = Align::centre, .width = Width::narrow},
                      {.title = "Emplacement", .width = Width::medium},
                      {.title = "Reçu le", .sort = "received", .width = Width::narrow},
                      {.title = "Poids (kg)", .sort = "mass", .align = Align::end, .width = Width::narrow}},
          .filters = {{.name = "q", .label = "Mots"},
                      {.name = "status",
                       .label = "État",
                       .value = "ready",
                       .choices = {{"ready", "Prêt"}, {"work", "En test"}}},
                      {.name = "grade", .label = "Grade", .choices = {{"A", "A"}, {"B", "B"}}}},
          .sort = "-received",
          .first = 1,
          .shown = shown};
}

void write_rows(TableWriter& rows, int count) {
  const std::vector<std::string> models = {"Dell Latitude E7470", "HP EliteDesk 800 G3 SFF", "Lenovo ThinkPad T470s",
                                           "Fujitsu Lifebook U757, clavier remplacé, écran rayé en haut à gauche"};
  for (int i = 0; i < count; ++i) {
    // Made by a small formula, so that no two rows are alike: what compression meets in real life.
    const auto scattered = static_cast<std::size_t>(i) * 2654435761U % 1'000'003U;
    const std::string number = "GRPC26-" + std::to_string(10'000 + i);
    const Html state = i % 7 == 0 ? badge(Tone::warning, "À tester") : badge(Tone::success, "Prêt");
    rows.row({number, models[scattered % models.size()], state, i % 3 == 0 ? "A" : "B",
              "Étagère " + std::to_string(scattered % 40),
              fr().short_date(
                  base::Day(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) - std::chrono::days(i / 40))),
              fr().kilograms(base::Mass::grams(1200 + static_cast<std::int64_t>(scattered % 9000)))},
             "/items/" + std::to_string(scattered));
  }
}

Html short_list() {
  Table table = list_table(12);
  table.total = 12'345;
  table.next_cursor = "eyJuIjoxMn0";
  table.all_limit = 10'000;
  TableWriter rows(table);
  write_rows(rows, 12);
  return rows.finish();
}

Html rest() {
  return columns(
      {empty_state("Aucun lot en attente", "Quand un donateur envoie sa liste, le lot apparaît ici.",
                   link_button("Ajouter une liste", "/lots/new", ButtonStyle::secondary, Icon::upload)),
       panel("Étiquette",
             qr_code("M4 4h7v1h-7zM4 5h1v5h-1zM10 5h1v5h-1zM4 10h7v1h-7zM6 6h3v3h-3zM14 4h3v2h-3zM13 12h4v5h-4z", 25,
                     "Code QR de GRPC26-0888"))});
}

TEST(Gallery, shows_every_component) {
  for (const Asset& asset : assets()) write(asset.url.substr(1), asset.bytes);
  Page shown = page_of("Matériels");
  shown.flash = {{Tone::success, "GRPC26-0888 est rangé en B-12."}};
  shown.subtitle = "Ce qui est dans l’atelier, de la réception à la sortie";
  shown.primary = link_button("Recevoir un matériel", "/reception", ButtonStyle::primary, Icon::plus);
  const Html body = group(overview(), lot_progress(), refusal(),
                          tabs("Vues", {{"Liste", "/items", Icon::none, true}, {"Par lot", "/lots"}}), short_list(),
                          item_panels(), states(), mass_balance(), charts(), rest());
  write("index.html", page(shown, body));
  write("form.html", page(
                         [] {
                           Page p = page_of("Recevoir un matériel");
                           p.refused = true;
                           return p;
                         }(),
                         reception_form()));
  write("confirm.html",
        page(page_of("Autoriser la destruction"),
             confirmation(
                 {.tr = fr(),
                  .question = "Détruire le disque S3Z8NB0K123456 ?",
                  .consequences = {"Il ne pourra plus être réemployé.", "Le donateur en sera averti."},
                  .action = "/destroy",
                  .csrf = "token",
                  .confirm = "Autoriser la destruction",
                  .cancel = "/items/1",
                  .fields = field(
                      fr(), {.name = "reason", .label = "Raison", .type = FieldType::textarea, .required = true})})));
  write("problem.html",
        problem_page(page_of(""), {.status = 404,
                                   .title = "Cette page n’existe pas",
                                   .text = "L’adresse est fausse, ou ce matériel n’est pas à votre structure.",
                                   .next = {{"Retour à l’accueil", "/"}, {"Chercher un matériel", "/items"}},
                                   .reference = "b3f1-77"}));
  EXPECT_GT(std::filesystem::file_size("gallery/index.html"), 10'000U);
}

TEST(Gallery, sends_ten_thousand_rows_in_pieces) {
  Table table = list_table(10'000);
  table.long_list = true;
  const Page around = page_of("Tout afficher");
  std::string sent = page_start(around);
  TableWriter rows(table);
  write_rows(rows, 10'000);
  sent += rows.finish().str() + page_end(around);
  write("long.html", sent);
  EXPECT_NE(sent.find("10\u202f000 lignes"), std::string::npos);
}

}  // namespace
}  // namespace html
