// simdjson's DOM: validates every byte.
#include "engine.hpp"

using namespace simdjson;

int main(int argc, char **argv) {
    dom::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false;
#endif
    return run(argc, argv, [&](const char *bytes, size_t length, bool is_iso, Counts &counts) {
        dom::document_stream documents;
        if (parser.parse_many(bytes, length, 1 << 20).get(documents)) fail("no documents");
        for (auto document : documents) {
            int64_t seconds;
            if (is_iso) seconds = iso_seconds(document["time"].get_string());
            else seconds = document["time"].get_int64();
            counts.add(seconds / 3600, document["action"].get_string());
        }
        if (documents.truncated_bytes() > 0) fail("truncated");
    });
}
