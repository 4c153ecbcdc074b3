#include "generator/document/parse.hpp"

#include <map>
#include <set>
#include <sstream>
#include <vector>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "generator/document/encoding.hpp"
#include "generator/document/scalar.hpp"
#include "generator/document/surrogates.hpp"

namespace gasworks::generator {

namespace {

Position place_of(const YAML::Mark& mark, std::size_t file) {
    if (mark.is_null()) return {1, 1, file};
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1, file};
}

[[noreturn]] void fail(Position position, std::string text) {
    throw Diagnostic{Diagnostic::Severity::error, position, std::move(text)};
}

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
  public:
    TreeBuilder(DocumentLimits limits, std::size_t file) : limits_(limits), file_(file) {}

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        put(Node{Node::Kind::null, position_of(mark), {}, {}, {}}, anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto named = anchors_.find(anchor);
        if (named == anchors_.end()) fail(position_of(mark), "an alias within what it names never ends");
        count(named->second.nodes, position_of(mark));
        put_counted(named->second.node, YAML::NullAnchor);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const Position position = position_of(mark);
        const bool quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        if (!quoted && tag != "?" && !tag.empty()) {
            fail(position, "the tag " + tag + " is not taken; quote what is text, leave the tag away");
        }
        Node node{Node::Kind::string, position, value, {}, {}};
        if (!quoted) {
            auto scalar = plain_scalar(value);
            if (!scalar) fail(position, scalar.error());
            node.kind = scalar->kind;
            // A mapping's key is text whatever it looks like: 200 is the key "200".
            if (!expects_key()) node.text = std::move(scalar->text);
        }
        put(std::move(node), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(Node::Kind::sequence, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(Node::Kind::mapping, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

    Node take_root() { return std::move(root_); }

  private:
    struct Open {
        Node node;
        YAML::anchor_t anchor = YAML::NullAnchor;
        bool has_key = false;
        std::string key;
        Position key_position;
        std::set<std::string> keys;
    };
    struct Anchored {
        Node node;
        std::size_t nodes = 0;
    };

    Position position_of(const YAML::Mark& mark) const { return place_of(mark, file_); }

    bool expects_key() const {
        return !open_.empty() && open_.back().node.is(Node::Kind::mapping) && !open_.back().has_key;
    }

    void count(std::size_t nodes, Position position) {
        nodes_ += nodes;
        if (nodes_ > limits_.nodes) {
            fail(position, "the document has more than " + std::to_string(limits_.nodes) +
                               " values, aliases counted as often as they are used");
        }
    }

    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        const Position position = position_of(mark);
        if (!tag.empty() && tag != "?" && tag != "!")
            fail(position, "the tag " + tag + " is not taken; leave it away");
        if (expects_key()) fail(position, "a key must be text");
        if (open_.size() == limits_.depth) {
            fail(position,
                 "more than " + std::to_string(limits_.depth) + " lists and mappings within each other");
        }
        count(1, position);
        Open container;
        container.node.kind = kind;
        container.node.position = position;
        container.anchor = anchor;
        open_.push_back(std::move(container));
    }

    void close() {
        Open done = std::move(open_.back());
        open_.pop_back();
        put_counted(std::move(done.node), done.anchor);
    }

    void put(Node node, YAML::anchor_t anchor) {
        count(1, node.position);
        put_counted(std::move(node), anchor);
    }

    void put_counted(Node node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            // The copy counts, too: anchors within anchors would else multiply what is held.
            const std::size_t nodes = count_nodes(node);
            count(nodes, node.position);
            anchors_[anchor] = {node, nodes};
        }
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.is(Node::Kind::sequence)) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.has_key) {
            take_key(parent, node);
        } else {
            parent.has_key = false;
            parent.node.members.push_back({std::move(parent.key), parent.key_position, std::move(node)});
        }
    }

    void take_key(Open& mapping, const Node& key) const {
        if (key.is(Node::Kind::sequence) || key.is(Node::Kind::mapping))
            fail(key.position, "a key must be text");
        if (key.text == "<<") {
            fail(key.position, "the merge key << is not part of YAML 1.2; write the keys out");
        }
        if (!mapping.keys.insert(key.text).second) {
            fail(key.position, "the key '" + key.text + "' occurs twice in one mapping");
        }
        if (mapping.keys.size() > limits_.keys)
            fail(key.position, "this mapping has more than " + std::to_string(limits_.keys) + " keys");
        mapping.key = key.text;
        mapping.key_position = key.position;
        mapping.has_key = true;
    }

    DocumentLimits limits_;
    std::size_t file_;
    std::size_t nodes_ = 0;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Anchored> anchors_;
    Node root_;
};

}  // namespace

tl::expected<Node, Diagnostic> parse_document(const std::string& text, DocumentLimits limits,
                                              std::size_t file) {
    const Position start{1, 1, file};
    const auto refused = [](Position position, std::string why) {
        return tl::make_unexpected(Diagnostic{Diagnostic::Severity::error, position, std::move(why)});
    };
    if (text.size() > limits.bytes) {
        return refused(start, "the document has more than " + std::to_string(limits.bytes) + " bytes");
    }
    if (auto wrong = wrong_bytes(text)) {
        wrong->position.file = file;
        return tl::make_unexpected(*std::move(wrong));
    }
    try {
        std::istringstream stream(is_json(text) ? with_joined_surrogates(text) : text);
        YAML::Parser parser(stream);
        TreeBuilder tree(limits, file);
        if (!parser.HandleNextDocument(tree)) return refused(start, "the document is empty");
        Node root = tree.take_root();
        TreeBuilder second(limits, file);
        if (parser.HandleNextDocument(second)) {
            return refused(second.take_root().position, "the file has a second YAML document; one is taken");
        }
        return root;
    } catch (const Diagnostic& diagnostic) {
        return tl::make_unexpected(diagnostic);
    } catch (const YAML::Exception& exception) {
        return refused(place_of(exception.mark, file), "not YAML: " + exception.msg);
    }
}

}  // namespace gasworks::generator
