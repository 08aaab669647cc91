#include "collection/columns.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace collection {
namespace {

documents::Workbook book(std::vector<std::vector<std::string>> rows, std::int64_t first = 1) {
  documents::Sheet sheet;
  for (auto& row : rows) sheet.rows.push_back({.line = first++, .cells = std::move(row)});
  documents::Workbook workbook;
  workbook.sheets.push_back(std::move(sheet));
  return workbook;
}

Column read_as(const std::string& heading) {
  // Beside a heading that is certain, as in any list.
  const auto mapping = propose_mapping(book({{"Type de matériel", heading}, {"UC", "x"}}));
  return mapping.columns.at(1).column;
}

TEST(Columns, ManySpellings) {
  const std::vector<std::pair<Column, std::vector<std::string>>> cases = {
      {Column::maker, {"Marque", "MARQUE", "Constructeur", "Fabricant", "maker", "Brand", "Manufacturer", "marque "}},
      {Column::model, {"Modèle", "modele", "Model", "MODÈLE", "Référence", "Réf.", "Model Name", "Modèle (complet)"}},
      {Column::serial,
       {"N° de série", "N° Serie", "Numéro de série", "S/N", "SN", "serial", "Serial Number", "Service Tag",
        "num. série", "no série", "IMEI"}},
      {Column::asset_tag,
       {"N° inventaire", "N° d'inventaire", "N° d’inventaire", "Immobilisation", "Étiquette", "Asset tag",
        "Code-barres", "N° immo", "Identifiant unique"}},
      {Column::quantity, {"Quantité", "Qté", "QTE", "Nombre", "Nb", "qty", "Quantité (unités)"}},
      {Column::mass, {"Masse", "Poids", "Poids (kg)", "Poids unitaire (kg)", "weight", "Masse en kg"}},
      {Column::mass_total, {"Poids total", "Poids total (kg)", "Masse totale"}},
      {Column::remarks,
       {"Remarques", "REMARQUES", "Observations", "État", "Etat", "Commentaire", "Commentaires", "notes"}},
      {Column::ignored, {"Numéro Lot", "Processeur", "RAM", "Erreur calcul", "Bidule", "Date d'achat", ""}},
  };
  for (const auto& [column, headings] : cases)
    for (const auto& heading : headings) EXPECT_EQ(code(read_as(heading)), code(column)) << heading;
}

TEST(Columns, KindSpellings) {
  for (const std::string& heading : std::vector<std::string>{"Type", "Type matériel", "Type de matériel", "Nature",
                                                             "kind", "Type d'équipement", "Désignation", "Libellé"}) {
    const auto mapping = propose_mapping(book({{heading, "Marque", "Modèle"}, {"UC", "HP", "800"}}));
    EXPECT_EQ(mapping.columns[0].column, Column::kind) << heading;
    EXPECT_TRUE(mapping.certain()) << heading;
  }
}

TEST(Columns, ProfessionalSheetOnRowFour) {
  const auto workbook =
      book({{"généré", "1", "", "", "2", "", "Controleur / Saisie", "4"},
            {"5"},
            {"Numéro Lot", "Identifiant unique", "Type matériel", "Constructeur", "Model", "N° Serie", "Processeur",
             "Type disque 1", "Taille disque 1", "Type disque 2", "taille disque 2", "RAM", "DVD", "Webcam", "ECRAN",
             "REMARQUES", "Grade esth.", "Catégorie", "Erreur calcul"},
            {"L1", "A1", "UC", "HP", "800", "SN1"}},
           2);
  const auto mapping = propose_mapping(workbook);
  EXPECT_EQ(mapping.heading_line, 4);
  EXPECT_TRUE(mapping.certain());
  const std::vector<Column> wanted = {Column::ignored, Column::asset_tag, Column::kind,
                                      Column::maker,   Column::model,     Column::serial};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(mapping.columns[i].column, wanted[i]) << i;
  EXPECT_EQ(mapping.columns[15].column, Column::remarks);
  EXPECT_EQ(mapping.columns[17].column, Column::ignored);
}

TEST(Columns, GuessesMustBeConfirmed) {
  EXPECT_FALSE(propose_mapping(book({{"Catégorie", "Marque"}, {"UC", "HP"}})).certain());
  EXPECT_FALSE(propose_mapping(book({{"Type", "Type", "Marque"}, {"UC", "UC", "HP"}})).certain());
  EXPECT_FALSE(propose_mapping(book({{"Truc", "Machin"}, {"UC", "HP"}})).certain());
  EXPECT_FALSE(propose_mapping(book({{"Marque", "Modèle"}, {"HP", "800"}})).certain());
  const auto none = propose_mapping(book({{"UC", "HP", "800", "3"}}));
  EXPECT_EQ(none.heading_line, 0);
  EXPECT_EQ(none.columns.size(), 4U);
}

TEST(Columns, RememberedHeadingsAreCertain) {
  const RememberedHeadings remembered = {{"truc", Column::kind}, {"machin", Column::serial}};
  const auto mapping = propose_mapping(book({{"Truc", "Machin"}, {"UC", "SN1"}}), remembered);
  EXPECT_TRUE(mapping.certain());
  EXPECT_EQ(mapping.columns[1].column, Column::serial);
}

TEST(Columns, CheckAndJson) {
  Mapping mapping{
      .sheet = "Feuille 1",
      .heading_line = 3,
      .columns = {{.index = 0, .heading = "A", .column = Column::serial}, {.index = 2, .column = Column::serial}}};
  EXPECT_EQ(check_mapping(mapping).refusal().code, "collection.mapping.twice");
  EXPECT_EQ(check_mapping(mapping).refusal().field, "column.2");
  mapping.columns[1].column = Column::remarks;
  EXPECT_EQ(check_mapping(mapping).refusal().code, "collection.mapping.no_kind");
  mapping.columns[0].column = Column::kind;
  EXPECT_TRUE(check_mapping(mapping).ok());
  EXPECT_EQ(mapping_from_json(to_json(mapping)).value(), mapping);
  for (const char* bad : {"[]", "{}", R"({"columns":[1]})", R"({"columns":[{"index":-1,"column":"kind"}]})",
                          R"({"columns":[{"index":0,"column":"colour"}]})"})
    EXPECT_FALSE(mapping_from_json(boost::json::parse(bad)).ok()) << bad;
}

}  // namespace
}  // namespace collection
