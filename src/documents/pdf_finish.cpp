// libqpdf: what cairo cannot write in a PDF, and the reading of attached files.
#define POINTERHOLDER_TRANSITION 4  // libqpdf 11 asks which smart pointers are wanted: the standard ones
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <qpdf/QUtil.hh>

#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "base/text.hpp"
#include "documents/drawing.hpp"

namespace documents {
namespace {

constexpr std::size_t largest_pdf = 64u << 20;
constexpr std::size_t largest_attachment = 32u << 20;

std::string pdf_date(base::Instant instant) {
  const std::string iso = base::to_rfc3339(instant);  // 2026-11-21T20:30:10.000Z
  return "D:" + iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + iso.substr(11, 2) + iso.substr(14, 2) +
         iso.substr(17, 2) + "Z";
}

void set_catalogue(QPDF& pdf, const Finishing& finishing) {
  QPDFObjectHandle root = pdf.getRoot();
  root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString(finishing.language));
  root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
  root.replaceKey("/MarkInfo", QPDFObjectHandle::parse("<< /Marked true >>"));
  for (const auto& page : pdf.getAllPages())
    QPDFObjectHandle(page).replaceKey("/Tabs", QPDFObjectHandle::newName("/S"));
}

/// Headers say which way they go, figures what they show. An explicit stack: the tree comes from us, yet may be long.
void complete_structure(QPDF& pdf, const Finishing& finishing) {
  QPDFObjectHandle root = pdf.getRoot().getKey("/StructTreeRoot");
  if (!root.isDictionary()) return;
  std::vector<QPDFObjectHandle> waiting{root.getKey("/K")};
  std::size_t figure = 0;
  const QPDFObjectHandle column = QPDFObjectHandle::parse("<< /O /Table /Scope /Column >>");
  const QPDFObjectHandle line = QPDFObjectHandle::parse("<< /O /Table /Scope /Row >>");
  while (!waiting.empty()) {
    QPDFObjectHandle element = waiting.back();
    waiting.pop_back();
    if (element.isArray()) {
      for (int i = element.getArrayNItems(); i > 0; --i) waiting.push_back(element.getArrayItem(i - 1));
      continue;
    }
    if (!element.isDictionary() || !element.hasKey("/S")) continue;
    const std::string kind = element.getKey("/S").getName();
    if (kind == "/Figure" && figure < finishing.figure_texts.size())
      element.replaceKey("/Alt", QPDFObjectHandle::newUnicodeString(base::printable(finishing.figure_texts[figure++])));
    if (kind == "/TR") {
      QPDFObjectHandle cells = element.getKey("/K");
      const int count = cells.isArray() ? cells.getArrayNItems() : 0;
      bool data = false;
      for (int i = 0; i < count; ++i) {
        QPDFObjectHandle cell = cells.getArrayItem(i);
        data = data || (cell.isDictionary() && cell.getKey("/S").isNameAndEquals("/TD"));
      }
      for (int i = 0; i < count; ++i) {
        QPDFObjectHandle cell = cells.getArrayItem(i);
        if (cell.isDictionary() && cell.getKey("/S").isNameAndEquals("/TH"))
          cell.replaceKey("/A", data ? line : column);
      }
      continue;
    }
    waiting.push_back(element.getKey("/K"));
  }
}

/// Footers are artefacts: screen readers pass over them.
void overlay(QPDF& pdf, QPDF& marks) {
  const auto pages = QPDFPageDocumentHelper(pdf).getAllPages();
  auto drawn = QPDFPageDocumentHelper(marks).getAllPages();
  for (std::size_t i = 0; i < pages.size() && i < drawn.size(); ++i) {
    QPDFPageObjectHelper page = pages[i];
    const QPDFObjectHandle form = pdf.copyForeignObject(drawn[i].getFormXObjectForPage());
    QPDFObjectHandle resources = page.getAttribute("/Resources", true);
    if (!resources.getKey("/XObject").isDictionary())
      resources.replaceKey("/XObject", QPDFObjectHandle::newDictionary());
    resources.getKey("/XObject").replaceKey("/FooterMarks", form);
    page.addPageContents(pdf.newStream("q\n"), true);
    page.addPageContents(pdf.newStream("\nQ\n/Artifact BMC\nq\n/FooterMarks Do\nQ\nEMC\n"), false);
  }
}

void add_attachments(QPDF& pdf, const Finishing& finishing) {
  QPDFEmbeddedFileDocumentHelper files(pdf);
  QPDFObjectHandle associated = QPDFObjectHandle::newArray();
  for (const auto& attachment : finishing.attachments) {
    auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, attachment.bytes);
    stream.setSubtype(attachment.media_type);
    stream.setCreationDate(pdf_date(finishing.created)).setModDate(pdf_date(finishing.created));
    auto file = QPDFFileSpecObjectHelper::createFileSpec(pdf, attachment.name, stream);
    if (!attachment.description.empty()) file.setDescription(attachment.description);
    file.getObjectHandle().replaceKey("/AFRelationship", QPDFObjectHandle::newName("/Data"));
    associated.appendItem(file.getObjectHandle());
    files.replaceEmbeddedFile(attachment.name, file);
  }
  if (associated.getArrayNItems() > 0) pdf.getRoot().replaceKey("/AF", associated);
}

/// Takes what a stream unfolds into, up to a limit: a small file can hold gigabytes of zeros.
class LimitedBytes : public Pipeline {
 public:
  LimitedBytes() : Pipeline("attachment", nullptr) {}
  void write(const unsigned char* data, std::size_t length) override {
    passed = passed || bytes.size() + length > largest_attachment;
    if (passed) throw std::runtime_error("attached file too large");  // libqpdf stops, but does not pass it on
    bytes.append(reinterpret_cast<const char*>(data), length);
  }
  void finish() override {}
  base::Bytes bytes;
  bool passed = false;
};

base::Result<base::Bytes> read_attached(std::string_view bytes, std::string_view name) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("attached", bytes.data(), bytes.size());
  QPDFEmbeddedFileDocumentHelper files(pdf);
  const auto file = files.getEmbeddedFile(std::string(name));
  if (!file) return base::Refusal{.code = "documents.pdf.no_attachment", .arguments = {{"name", std::string(name)}}};
  QPDFObjectHandle stream = file->getEmbeddedFileStream();
  if (!stream.isStream()) return base::Refusal{.code = "documents.pdf.corrupt"};
  LimitedBytes out;
  const bool whole = stream.pipeStreamData(&out, 0, qpdf_dl_all, true);
  if (out.passed) return base::Refusal{.code = "documents.pdf.too_large"};
  if (!whole) return base::Refusal{.code = "documents.pdf.corrupt"};
  return std::move(out.bytes);
}

}  // namespace

base::Bytes finish_pdf(const base::Bytes& drawn, const Finishing& finishing) {
  QPDF pdf;
  QPDF marks;  // outlives the writing: its objects are copied then
  pdf.processMemoryFile("drawn", drawn.data(), drawn.size());
  set_catalogue(pdf, finishing);
  complete_structure(pdf, finishing);
  if (!finishing.overlay.empty()) {
    marks.processMemoryFile("marks", finishing.overlay.data(), finishing.overlay.size());
    overlay(pdf, marks);
  }
  add_attachments(pdf, finishing);
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

base::Result<base::Bytes> attached_file(std::string_view pdf, std::string_view name) {
  if (pdf.size() > largest_pdf) return base::Refusal{.code = "documents.pdf.too_large"};
  try {
    return read_attached(pdf, name);
  } catch (const QPDFExc& error) {
    return base::Refusal{.code = error.getErrorCode() == qpdf_e_password ? "documents.pdf.encrypted"
                                                                         : "documents.pdf.corrupt"};
  } catch (const std::exception&) {
    return base::Refusal{.code = "documents.pdf.corrupt"};  // libqpdf also throws logic errors on broken objects
  }
}

}  // namespace documents
