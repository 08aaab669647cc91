#include "equipment/hardware/lshw.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "equipment/hardware/json_reading.hpp"
#include "equipment/hardware/lshw_disks.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

using boost::json::object;

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

/// lshw writes « product (sku) »; the stock-keeping number is no part of the model.
std::string without_sku(std::string_view product, std::string_view sku) {
  std::string text = base::trim(product);
  if (sku.empty()) return text;
  const std::string tail = "(" + base::trim(sku) + ")";
  if (text.ends_with(tail)) text.resize(text.size() - tail.size());
  return base::trim(text);
}

struct Socket {
  std::string slot;
  std::uint64_t cores;
  std::uint64_t threads;
};

/// One walk through the tree; each part of the inventory picks the nodes it knows.
class Reader {
 public:
  void read(const boost::json::value& root) {
    if (const auto* node = root.if_object()) visit(*node, nullptr, 0);
  }

  Inventory result() {
    inventory_.kind = SourceKind::Lshw;
    inventory_.cpu.cores = cores();
    settle_ram();
    inventory_.disks = lshw_disks(roots_);
    if (camera_) inventory_.webcam = true;
    if (!camera_ && usb_listed_) inventory_.webcam = false;
    return std::move(inventory_);
  }

  void remember(const object& root) { roots_.push_back(&root); }
  bool is_lshw() const { return nodes_ > 0; }

 private:
  void visit(const object& node, const object* parent, int depth) {
    const std::string kind = base::lower(text_at(node, "class"));
    const std::string id = base::lower(text_at(node, "id"));
    if (!kind.empty() && !id.empty()) ++nodes_;
    const std::string description = base::lower(text_at(node, "description"));
    if (kind == "system" && depth == 0) read_system(node, description);
    if (kind == "bus" && id.starts_with("core")) read_board(node);
    if (kind == "memory") read_memory(node, parent, id, description);
    if (kind == "processor") read_processor(node, id);
    read_usb(node, kind, description);
    if (const auto* children = array_at(node, "children")) {
      for (const auto& child : *children) {
        if (const auto* inner = child.if_object()) visit(*inner, &node, depth + 1);
      }
    }
  }

  void read_system(const object& node, std::string_view description) {
    const auto* configuration = object_at(node, "configuration");
    const std::string sku = configuration != nullptr ? text_at(*configuration, "sku") : "";
    const std::string shape = configuration != nullptr ? text_at(*configuration, "chassis") : "";
    if (!inventory_.maker) inventory_.maker = known(text_at(node, "vendor"));
    if (!inventory_.model) inventory_.model = known(without_sku(text_at(node, "product"), sku));
    if (!inventory_.serials.system) inventory_.serials.system = known_serial(text_at(node, "serial"));
    if (!inventory_.chassis) inventory_.chassis = chassis_from_words(shape);
    if (!inventory_.chassis) inventory_.chassis = chassis_from_words(description);
    // Lenovo keeps the machine type in the product and the name people know in the version.
    if (inventory_.maker && base::lower(*inventory_.maker) == "lenovo") {
      inventory_.commercial_name = known(text_at(node, "version"));
    }
  }

  void read_board(const object& node) {
    if (!inventory_.board_maker) inventory_.board_maker = known(text_at(node, "vendor"));
    if (!inventory_.board_model) inventory_.board_model = known(text_at(node, "product"));
    if (inventory_.board_model == inventory_.board_maker) inventory_.board_model.reset();
    if (!inventory_.serials.board) inventory_.serials.board = known_serial(text_at(node, "serial"));
  }

  void read_memory(const object& node, const object* parent, std::string_view id, std::string_view description) {
    const auto size = number_at(node, "size");
    if (id.starts_with("firmware")) {
      if (!inventory_.firmware)
        inventory_.firmware = firmware_text(text_at(node, "vendor"), text_at(node, "version"), text_at(node, "date"));
      return;
    }
    if (id.starts_with("bank")) {
      const std::string around = parent != nullptr ? base::lower(text_at(*parent, "description")) : "";
      for (const std::string_view other : {"flash", "rom", "video", "cache", "non-volatile", "nvdimm"}) {
        if (contains(description, other) || contains(around, other)) return;
      }
      if (size && *size < (std::uint64_t{1} << 50U)) modules_ += *size;
      return;
    }
    if (contains(description, "system memory") && size && *size < (std::uint64_t{1} << 50U)) visible_ += *size;
  }

  void read_processor(const object& node, std::string_view id) {
    // « logicalcpu » are threads; a « Co-processor » on the PCI bus is a chipset's.
    if (!id.starts_with("cpu")) return;
    const auto name = known(text_at(node, "product"));
    if (name && !inventory_.cpu.name) inventory_.cpu.name = name;
    const auto* configuration = object_at(node, "configuration");
    if (configuration == nullptr) return;
    const auto count = number_at(*configuration, "cores");
    if (!count || *count == 0 || *count > 1024) return;
    sockets_.push_back({text_at(node, "slot"), *count, number_at(*configuration, "threads").value_or(0)});
  }

  std::optional<std::int64_t> cores() const {
    if (sockets_.empty()) return {};
    const Socket& first = sockets_.front();
    const bool one_slot =
        std::all_of(sockets_.begin(), sockets_.end(), [&](const Socket& one) { return one.slot == first.slot; });
    // Old lshw shows each thread of the only processor as a processor.
    if (sockets_.size() > 1 && one_slot && (sockets_.size() == first.threads || sockets_.size() == first.cores)) {
      return static_cast<std::int64_t>(first.cores);
    }
    std::uint64_t sum = 0;
    for (const Socket& socket : sockets_) sum += socket.cores;
    return static_cast<std::int64_t>(sum);
  }

  void settle_ram() {
    const bool modules_complete = modules_ > 0 && modules_ >= visible_;
    if (modules_complete) {
      inventory_.ram = {.installed_bytes = modules_, .nominal_gb = nominal_gb_of_modules(modules_)};
    } else if (visible_ > 0) {  // no modules listed, or some soldered and unlisted
      inventory_.ram = {.installed_bytes = visible_, .nominal_gb = nominal_gb_of_visible(visible_)};
    }
  }

  void read_usb(const object& node, std::string_view kind, std::string_view description) {
    const std::string product = base::lower(text_at(node, "product"));
    const bool on_usb = text_at(node, "businfo").starts_with("usb@");
    if (on_usb) usb_listed_ = true;
    const auto* configuration = object_at(node, "configuration");
    const std::string driver = configuration != nullptr ? text_at(*configuration, "driver") : "";
    for (const std::string_view other : {"capture", "tuner", "grabber", "dvb"}) {
      if (contains(product, other)) return;
    }
    const bool named = contains(product, "webcam") || contains(product, "camera") || contains(product, "facetime hd");
    const bool video = kind == "multimedia" && (description == "video" || named);
    if ((on_usb && (video || contains(driver, "uvcvideo"))) ||
        (kind == "multimedia" && contains(product, "facetime hd")))
      camera_ = true;
  }

  Inventory inventory_ = {};
  std::vector<const object*> roots_ = {};
  std::vector<Socket> sockets_ = {};
  std::uint64_t modules_ = 0;
  std::uint64_t visible_ = 0;
  int nodes_ = 0;
  bool usb_listed_ = false;
  bool camera_ = false;
};

}  // namespace

base::Result<Inventory> parse_lshw(std::string_view text) {
  TRY(roots, parse_documents(text));
  Reader reader;
  for (const auto& root : roots) {
    if (const auto* node = root.if_object()) reader.remember(*node);
    reader.read(root);
  }
  if (!reader.is_lshw()) return base::Refusal{.code = "equipment.hardware.unknown_kind"};
  return reader.result();
}

}  // namespace equipment
